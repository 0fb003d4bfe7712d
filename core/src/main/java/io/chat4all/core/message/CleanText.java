package io.chat4all.core.message;

import java.util.ArrayList;
import java.util.List;

/// Makes a text that came from outside one that a message may have: what cannot be accepted is left
/// out, and what is too long goes in parts, so that nobody's words are refused.
public final class CleanText {

  private CleanText() {}

  /// The text without control characters, other than tab and line breaks, and without halves of
  /// characters.
  public static String of(String text) {
    int bad = firstBad(text);
    if (bad < 0) {
      return text;
    }
    var clean = new StringBuilder(text.length()).append(text, 0, bad);
    for (int i = bad; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPair(text, i)) {
        clean.append(c).append(text.charAt(++i));
      } else if (isGood(c)) {
        clean.append(c);
      }
    }
    return clean.toString();
  }

  /// The text in parts of at most `maxBytes` bytes of UTF-8 each, cut between words where that
  /// costs no more than a tenth of a part; one empty part for an empty text.
  public static List<String> parts(String text, int maxBytes) {
    var parts = new ArrayList<String>();
    int start = 0;
    do {
      int end = end(text, start, maxBytes);
      parts.add(text.substring(start, end));
      start = end;
    } while (start < text.length());
    return parts;
  }

  /// At most `maxBytes` bytes of UTF-8 of a text.
  public static String cut(String text, int maxBytes) {
    return text.substring(0, hardEnd(text, 0, maxBytes));
  }

  private static int end(String text, int start, int maxBytes) {
    int hard = hardEnd(text, start, maxBytes);
    if (hard == text.length()) {
      return hard;
    }
    int least = start + (hard - start) * 9 / 10;
    for (int i = hard; i > least; i--) {
      if (Character.isWhitespace(text.charAt(i - 1))) {
        return i;
      }
    }
    return hard;
  }

  private static int hardEnd(String text, int start, int maxBytes) {
    int bytes = 0;
    int end = start;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > maxBytes && end > start) {
        return end;
      }
      end += Character.charCount(point);
    }
    return end;
  }

  private static int firstBad(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isPair(text, i)) {
        i++;
      } else if (!isGood(text.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isPair(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        && at + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(at + 1));
  }

  private static boolean isGood(char c) {
    return c >= 0xA0
        ? !Character.isSurrogate(c)
        : c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0x7F);
  }
}
