package io.chat4all.core.message;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A message as the history has it.
///
/// @param seq its place in the conversation: 1, 2, 3, … without gaps; 0 while it is only accepted
/// @param content absent when the message was deleted
/// @param createdAt when the platform accepted it; never decreases within a conversation
public record Message(
    ConversationId conversation,
    MessageId id,
    long seq,
    UserId sender,
    Optional<Content> content,
    Optional<MessageId> replyTo,
    Map<String, String> metadata,
    Instant createdAt,
    Optional<Instant> editedAt,
    Optional<Instant> deletedAt,
    List<Reaction> reactions) {

  public Message {
    metadata = Map.copyOf(metadata);
    reactions = List.copyOf(reactions);
  }

  /// What names it.
  public MessageKey key() {
    return new MessageKey(conversation, id);
  }

  /// One user's reaction.
  public record Reaction(UserId user, String emoji) {}
}
