package io.chat4all.worker.webhook;

/// What was done with webhooks since the start, at one moment.
///
/// @param queued deliveries that were made of events
/// @param delivered deliveries that were taken
/// @param deferred attempts that will be followed by another
/// @param failed deliveries that were given up
/// @param faulty events that were skipped for their own fault
/// @param inHand deliveries that wait in memory for their attempt, or are being attempted
/// @param paused endpoints that are left alone for a while
/// @param delayMillis how old the oldest event of the last batch was
public record WebhookStats(
    long queued,
    long delivered,
    long deferred,
    long failed,
    long faulty,
    int inHand,
    int paused,
    long delayMillis) {}
