package io.chat4all.core.history;

import io.chat4all.core.log.LogPosition;
import java.time.Instant;

/// How far a conversation's history has come.
///
/// @param seq the newest message's; 0 when there is none
/// @param lastAt the newest message's time
/// @param position the last fact of the conversation that was applied
public record Head(long seq, Instant lastAt, LogPosition position) {}
