package io.chat4all.core.channel;

import java.util.regex.Pattern;

/// Names one of our own accounts on a channel: a bot, a number, a page, a mailbox.
///
/// @param name chosen by the operator; part of the URL of its webhook
public record ChannelAccountId(ChannelId channel, String name) {

  private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  public ChannelAccountId {
    if (!isValidName(name)) {
      throw new IllegalArgumentException(
          "channel account: '%s' (expected: 1..64 of a-z, 0-9, '_', '-')".formatted(name));
    }
  }

  /// Whether a text could be the name of an account.
  public static boolean isValidName(String name) {
    return ALLOWED.matcher(name).matches();
  }

  /// `channel/name`.
  @Override
  public String toString() {
    return channel + "/" + name;
  }
}
