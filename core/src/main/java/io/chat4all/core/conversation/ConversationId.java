package io.chat4all.core.conversation;

import java.util.UUID;

/// A conversation's id.
public record ConversationId(UUID value) {

  /// Reads the usual text form of a UUID.
  public static ConversationId of(String text) {
    return new ConversationId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
