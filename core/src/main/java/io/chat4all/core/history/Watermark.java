package io.chat4all.core.history;

import io.chat4all.core.identity.UserId;

/// How far one member has come.
///
/// @param joinedSeq the conversation's newest `seq` when they became a member: older messages were
///   never meant for them
public record Watermark(UserId user, long joinedSeq, long deliveredSeq, long readSeq) {}
