package io.chat4all.worker.inbound;

/// What providers' calls were, since the start; for metrics.
///
/// @param calls all of them
/// @param events what genuine calls told and the log took
/// @param unknown calls for an account that is not there, or has no webhook
/// @param forged calls with a wrong or missing signature
/// @param unreadable genuine calls that are not what the provider sends
/// @param failed genuine calls that the log did not take
public record WebhookStats(
    long calls, long events, long unknown, long forged, long unreadable, long failed) {}
