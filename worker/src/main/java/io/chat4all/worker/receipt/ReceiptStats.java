package io.chat4all.worker.receipt;

/// What a receipt worker has done since it started.
///
/// @param batches batches that were finished
/// @param receipts receipts in them
/// @param largestBatch receipts in the largest
/// @param moved receipts that moved something
/// @param faulty receipts and events that were set aside for their own fault
/// @param delayMillis in the last batch, how long ago its oldest receipt was accepted when it was
///   done
public record ReceiptStats(
    long batches, long receipts, long largestBatch, long moved, long faulty, long delayMillis) {}
