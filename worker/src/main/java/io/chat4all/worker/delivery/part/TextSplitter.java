package io.chat4all.worker.delivery.part;

import io.chat4all.core.connector.Capabilities.TextLimit;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Cuts a text that is too long for a channel: between words where there are any, else between
/// characters as a reader sees them, and inside of one only when it alone is too long. White space
/// at a cut is dropped.
final class TextSplitter {

  private final String text;
  private final TextLimit limit;
  private final BreakIterator graphemes = BreakIterator.getCharacterInstance(Locale.ROOT);

  private TextSplitter(String text, TextLimit limit) {
    this.text = text;
    this.limit = limit;
    graphemes.setText(text);
  }

  /// The text in pieces within the limit; none for a blank text.
  static List<String> split(String text, TextLimit limit) {
    if (text.isBlank()) {
      return List.of();
    }
    if (limit.max() == 0 || size(text, 0, text.length(), limit.unit()) <= limit.max()) {
      return List.of(text);
    }
    return new TextSplitter(text, limit).split();
  }

  private List<String> split() {
    var pieces = new ArrayList<String>();
    int start = afterSpace(0);
    while (start < text.length()) {
      int end = end(start);
      pieces.add(text.substring(start, end).stripTrailing());
      start = afterSpace(end);
    }
    return pieces;
  }

  private int afterSpace(int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /// Where the piece ends that begins here.
  private int end(int start) {
    int size = 0;
    int at = start;
    int word = start;
    while (at < text.length()) {
      int next = graphemes.following(at);
      size += size(text, at, next, limit.unit());
      if (size > limit.max()) {
        break;
      }
      at = next;
      if (Character.isWhitespace(text.charAt(at - 1))) {
        word = at;
      }
    }
    if (at == start) {
      return insideGrapheme(start);
    }
    if (at == text.length() || Character.isWhitespace(text.charAt(at))) {
      return at;
    }
    return word > start ? word : at;
  }

  private int insideGrapheme(int start) {
    int at = start;
    int size = 0;
    while (at < text.length()) {
      int next = text.offsetByCodePoints(at, 1);
      size += size(text, at, next, limit.unit());
      if (size > limit.max()) {
        break;
      }
      at = next;
    }
    return at == start ? text.offsetByCodePoints(start, 1) : at;
  }

  private static int size(String text, int from, int to, TextLimit.Unit unit) {
    return switch (unit) {
      case CHARACTERS -> to - from;
      case BYTES -> utf8(text, from, to);
    };
  }

  private static int utf8(String text, int from, int to) {
    int bytes = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      // Each half of a surrogate pair counts two of its four bytes.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }
}
