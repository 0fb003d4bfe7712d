package io.chat4all.core.intake;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.time.Duration;

/// What a text may consist of, and how long it may be.
final class TextRules {

  private final int maxBytes;

  TextRules(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// Refuses control characters other than tab and line breaks, unpaired surrogates, and texts that
  /// are too long.
  void check(String field, String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        if (isForbiddenControl(c)) {
          throw ApiException.invalid(
              field, "%s: control character U+%04X at %d".formatted(field, (int) c, i));
        }
        bytes++;
      } else if (c < 0x800) {
        if (c < 0xA0) {
          throw ApiException.invalid(
              field, "%s: control character U+%04X at %d".formatted(field, (int) c, i));
        }
        bytes += 2;
      } else if (!Character.isSurrogate(c)) {
        bytes += 3;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        throw ApiException.invalid(field, field + ": unpaired surrogate at " + i);
      }
    }
    if (bytes > maxBytes) {
      throw new ApiException(
          ErrorCode.MESSAGE_TOO_LARGE,
          "%s: %d bytes (expected: at most %d)".formatted(field, bytes, maxBytes),
          field,
          Duration.ZERO);
    }
  }

  /// As [#check], and refuses a text of white space only.
  void checkPresent(String field, String text) {
    if (text.isBlank()) {
      throw ApiException.invalid(field, field + ": empty (expected: some text)");
    }
    check(field, text);
  }

  private static boolean isForbiddenControl(char c) {
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
  }
}
