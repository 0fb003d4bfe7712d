package io.chat4all.core.channel;

import java.util.regex.Pattern;

/// A way to reach people, such as `telegram` or `whatsapp`.
public record ChannelId(String value) {

  private static final Pattern ALLOWED = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

  /// The app itself: members with sessions.
  public static final ChannelId INTERNAL = new ChannelId("internal");

  public ChannelId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "channel: '%s' (expected: 1..32 of a-z, 0-9, '_', '-')".formatted(value));
    }
  }

  /// Whether a text could be a channel's id.
  public static boolean isValid(String value) {
    return ALLOWED.matcher(value).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
