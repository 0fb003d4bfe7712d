package io.chat4all.core.intake;

import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The messages that were stored last, by any process, so that clients which repeat their sends
/// because answers came late do not load the history, and make answers later still.
///
/// At most 20,000 messages with 16 Mi characters, 400 of which stand for the rest of each message.
/// Thread-safe.
final class LatestStored {

  private static final int MAX_MESSAGES = 20_000;
  private static final long MAX_CHARACTERS = 16L << 20;

  private final LinkedHashMap<MessageKey, Message> messages = new LinkedHashMap<>();
  private long characters;

  void add(Message message) {
    put(withoutMetadata(message));
  }

  /// What was changed since is for the history to answer.
  synchronized void remove(MessageKey key) {
    var message = messages.remove(key);
    characters -= message == null ? 0 : weight(message);
  }

  private synchronized void put(Message message) {
    remove(message.key());
    messages.put(message.key(), message);
    characters += weight(message);
    while (messages.size() > MAX_MESSAGES || characters > MAX_CHARACTERS) {
      remove(messages.firstEntry().getKey());
    }
  }

  /// The message without its metadata, unless it was changed since.
  synchronized Optional<Message> find(MessageKey key) {
    return Optional.ofNullable(messages.get(key));
  }

  /// Nobody compares it, and it can be long.
  private static Message withoutMetadata(Message message) {
    return new Message(
        message.conversation(),
        message.id(),
        message.seq(),
        message.sender(),
        message.content(),
        message.replyTo(),
        Map.of(),
        message.createdAt(),
        message.editedAt(),
        message.deletedAt(),
        List.of());
  }

  private static long weight(Message message) {
    return 400L + message.content().map(LatestStored::length).orElse(0);
  }

  private static int length(Content content) {
    return content instanceof Content.Text(var text) ? text.length() : content.toString().length();
  }
}
