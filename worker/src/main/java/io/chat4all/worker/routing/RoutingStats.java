package io.chat4all.worker.routing;

/// What a router has done since it started.
///
/// @param batches batches that were finished
/// @param facts facts in them
/// @param largestBatch facts in the largest
/// @param stored messages that came into the history
/// @param duplicates repeated messages that were dropped, the rejected included
/// @param rejected repeated messages with other content
/// @param replayed facts that were done before and only announced again
/// @param requested deliveries outside the app, and changes of such, that were asked for
/// @param faulty facts and events that were set aside for their own fault
/// @param delayMillis in the last batch, how long ago its oldest fact was accepted when it was done
public record RoutingStats(
    long batches,
    long facts,
    long largestBatch,
    long stored,
    long duplicates,
    long rejected,
    long replayed,
    long requested,
    long faulty,
    long delayMillis) {}
