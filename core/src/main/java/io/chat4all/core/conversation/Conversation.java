package io.chat4all.core.conversation;

import io.chat4all.core.identity.UserId;
import java.time.Instant;
import java.util.Map;

/// A private or group conversation, without its members.
///
/// @param open whether anyone who knows the id may join
public record Conversation(
    ConversationId id,
    ConversationType type,
    String title,
    Map<String, String> metadata,
    boolean open,
    UserId createdBy,
    Instant createdAt) {

  public Conversation {
    metadata = Map.copyOf(metadata);
  }
}
