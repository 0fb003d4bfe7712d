package io.chat4all.core.message;

import java.util.UUID;

/// A message's id, chosen by its sender, and then the key of idempotency, or by us (version 7).
public record MessageId(UUID value) {

  /// Reads the usual text form of a UUID.
  public static MessageId of(String text) {
    return new MessageId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
