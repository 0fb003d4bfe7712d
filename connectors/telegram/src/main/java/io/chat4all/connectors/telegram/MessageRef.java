package io.chat4all.connectors.telegram;

import java.util.Optional;
import java.util.regex.Pattern;

/// A message of a bot's: Telegram's message ids are unique per chat only.
record MessageRef(long chat, long message) {

  private static final Pattern TEXT = Pattern.compile("(-?[0-9]{1,18}):([0-9]{1,18})");

  /// Reads a provider id; empty for what is none of ours.
  static Optional<MessageRef> of(String providerId) {
    var matcher = TEXT.matcher(providerId);
    return matcher.matches()
        ? Optional.of(
            new MessageRef(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  /// The provider id.
  @Override
  public String toString() {
    return chat + ":" + message;
  }
}
