package io.chat4all.core.channel;

/// A person's place on one channel, in the form that its connector made of it: a chat id, a number
/// in E.164 digits, an e-mail address.
///
/// @param value 1 to 256 characters
public record Address(ChannelId channel, String value) {

  public Address {
    if (value.isBlank() || value.length() > 256) {
      throw new IllegalArgumentException(
          "address: %d characters (expected: 1..256)".formatted(value.length()));
    }
  }

  /// The address with only its last characters readable, at most four and at most half of them: for
  /// those who may know that there is one.
  public String masked() {
    return mask(value);
  }

  /// See [#masked].
  public static String mask(String address) {
    int length = address.codePointCount(0, address.length());
    int hidden = length - Math.min(4, length / 2);
    return "•".repeat(hidden) + address.substring(address.offsetByCodePoints(0, hidden));
  }
}
