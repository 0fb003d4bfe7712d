package io.chat4all.bench.wire;

import java.nio.charset.StandardCharsets;

/// Pulls single values out of JSON in a byte array without making objects.
///
/// Checks only as much as it needs to find its way; strings are handed out raw, with their escapes.
/// Malformed input throws [IllegalStateException]. Not thread-safe; reused by [#reset].
public final class JsonScanner {
  private static final byte[] EMPTY = {};

  private byte[] in = EMPTY;
  private int at;
  private int end;
  private int from;
  private int to;

  /// Starts over with other bytes.
  public void reset(byte[] bytes, int start, int limit) {
    in = bytes;
    at = start;
    end = limit;
  }

  /// Steps into an object or array that opens here.
  public void enter() {
    byte open = next();
    if (open != '{' && open != '[') {
      throw malformed("an object or array");
    }
    at++;
  }

  /// Steps to the next key of the object; false at its end. The value follows.
  public boolean nextKey() {
    if (!nextElement()) {
      return false;
    }
    string();
    int keyFrom = from;
    int keyTo = to;
    if (next() != ':') {
      throw malformed("':'");
    }
    at++;
    next();
    from = keyFrom;
    to = keyTo;
    return true;
  }

  /// Steps to the next element of the array; false at its end. The value follows.
  public boolean nextElement() {
    byte b = next();
    if (b == ',') {
      at++;
      b = next();
    }
    if (b == '}' || b == ']') {
      at++;
      return false;
    }
    return true;
  }

  /// Whether the last key or string is this one.
  public boolean is(byte[] name) {
    if (to - from != name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (in[from + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  /// Reads a string; [#from] and [#to] then bound it, raw.
  public void string() {
    if (next() != '"') {
      throw malformed("a string");
    }
    int i = at + 1;
    from = i;
    byte[] bytes = in;
    while (i < end) {
      byte b = bytes[i];
      if (b == '"') {
        to = i;
        at = i + 1;
        return;
      }
      i += b == '\\' ? 2 : 1;
    }
    throw malformed("the end of a string");
  }

  /// Reads a whole number, quoted or not: proto3 JSON quotes 64-bit ones.
  public long number() {
    boolean quoted = next() == '"';
    int i = quoted ? at + 1 : at;
    boolean negative = i < end && in[i] == '-';
    if (negative) {
      i++;
    }
    long value = 0;
    int digits = 0;
    for (; i < end && in[i] >= '0' && in[i] <= '9'; i++) {
      value = value * 10 + in[i] - '0';
      digits++;
    }
    if (digits == 0 || digits > 18) {
      throw malformed("a whole number");
    }
    at = quoted ? i + 1 : i;
    return negative ? -value : value;
  }

  /// Steps over the value that follows.
  public void skip() {
    byte b = next();
    if (b == '"') {
      skipString();
      return;
    }
    if (b != '{' && b != '[') {
      skipScalar();
      return;
    }
    int depth = 0;
    do {
      b = next();
      if (b == '"') {
        skipString();
        continue;
      }
      depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
      at++;
    } while (depth > 0);
  }

  /// First byte of the last key or string.
  public int from() {
    return from;
  }

  /// Byte after the last key or string.
  public int to() {
    return to;
  }

  /// The last key or string as text, escapes untouched.
  public String text() {
    return new String(in, from, to - from, StandardCharsets.UTF_8);
  }

  /// The text of a string under one of the object's own keys, or empty; for what is not hot.
  public static String textOf(byte[] json, String key) {
    var scanner = new JsonScanner();
    scanner.reset(json, 0, json.length);
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    scanner.enter();
    while (scanner.nextKey()) {
      if (scanner.is(name)) {
        scanner.string();
        return scanner.text();
      }
      scanner.skip();
    }
    return "";
  }

  private void skipString() {
    int keptFrom = from;
    int keptTo = to;
    string();
    from = keptFrom;
    to = keptTo;
  }

  private void skipScalar() {
    while (at < end && ",}] \t\r\n".indexOf(in[at]) < 0) {
      at++;
    }
  }

  private byte next() {
    while (at < end) {
      byte b = in[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b;
      }
      at++;
    }
    throw malformed("more");
  }

  private IllegalStateException malformed(String expected) {
    return new IllegalStateException("JSON at byte %d (expected: %s)".formatted(at, expected));
  }
}
