package io.chat4all.worker.inbound;

/// What polling has done since the start; for metrics.
///
/// @param running accounts that this process polls now
/// @param polls calls that brought news, perhaps none
/// @param events what they told and the log took
/// @param failed calls that brought nothing for a reason, and appends that failed
public record PollerStats(int running, long polls, long events, long failed) {}
