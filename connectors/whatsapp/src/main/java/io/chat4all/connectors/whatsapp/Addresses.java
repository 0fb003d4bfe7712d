package io.chat4all.connectors.whatsapp;

import java.util.regex.Pattern;

/// The two forms of an address on WhatsApp.
final class Addresses {

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{6,14}");
  private static final Pattern USER_ID = Pattern.compile("[A-Z]{2}\\.(ENT\\.)?[0-9A-Za-z]{1,128}");
  private static final Pattern SPACING = Pattern.compile("[ \\u00a0().-]");

  private Addresses() {}

  static String normalize(String address) {
    var trimmed = address.strip();
    if (isUserId(trimmed)) {
      return trimmed;
    }
    var digits = SPACING.matcher(trimmed.replaceFirst("^\\+", "")).replaceAll("");
    if (!NUMBER.matcher(digits).matches()) {
      throw new IllegalArgumentException(
          "address: neither a number nor a user id (expected: E.164 such as +5562999990000,"
              + " or BR.…)");
    }
    return digits;
  }

  static boolean isNumber(String address) {
    return NUMBER.matcher(address).matches();
  }

  /// Whether it is a business-scoped user id.
  static boolean isUserId(String address) {
    return USER_ID.matcher(address).matches();
  }
}
