package io.chat4all.core.conversation;

import io.chat4all.core.identity.UserId;
import java.time.Instant;

/// A user in a conversation.
public record Member(UserId user, MemberRole role, Instant joinedAt) {}
