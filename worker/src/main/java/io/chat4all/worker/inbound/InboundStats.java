package io.chat4all.worker.inbound;

/// What was done with what providers tell, since the start; for metrics. All numbers only grow,
/// except the delay.
///
/// @param taken events that came out of the log
/// @param messages messages that were put into conversations
/// @param repeated messages that came again and were known
/// @param receipts receipts and read marks that were about a delivery of ours
/// @param unknown events about a message or person that is not known, or of no consequence
/// @param retried attempts that failed and came again
/// @param faulty events that were given up for their own fault
/// @param mediaLost files that could not be kept
/// @param delayMillis how long ago the event that was finished last had been received
public record InboundStats(
    long taken,
    long messages,
    long repeated,
    long receipts,
    long unknown,
    long retried,
    long faulty,
    long mediaLost,
    long delayMillis) {}
