package io.chat4all.bench.wire;

import java.nio.charset.StandardCharsets;

/// Fixed-width hexadecimal numbers and UUIDs, written into and read from byte arrays in place.
final class Hex {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VALUES = values();

  private Hex() {}

  static void write(byte[] out, int at, long value, int digits) {
    for (int i = digits - 1; i >= 0; i--) {
      out[at + i] = DIGITS[(int) value & 15];
      value >>>= 4;
    }
  }

  /// Reads digits; anything else counts as zero, so the caller compares what it got.
  static long read(byte[] in, int at, int digits) {
    long value = 0;
    for (int i = at; i < at + digits; i++) {
      value = value << 4 | VALUES[in[i] & 255];
    }
    return value;
  }

  static void writeUuid(byte[] out, int at, long high, long low) {
    write(out, at, high >>> 32, 8);
    out[at + 8] = '-';
    write(out, at + 9, high >>> 16, 4);
    out[at + 13] = '-';
    write(out, at + 14, high, 4);
    out[at + 18] = '-';
    write(out, at + 19, low >>> 48, 4);
    out[at + 23] = '-';
    write(out, at + 24, low, 12);
  }

  static long uuidHigh(byte[] in, int at) {
    return read(in, at, 8) << 32 | read(in, at + 9, 4) << 16 | read(in, at + 14, 4);
  }

  static long uuidLow(byte[] in, int at) {
    return read(in, at + 19, 4) << 48 | read(in, at + 24, 12);
  }

  private static byte[] values() {
    var values = new byte[256];
    for (int i = 0; i < 16; i++) {
      values[DIGITS[i]] = (byte) i;
      values[Character.toUpperCase((char) DIGITS[i])] = (byte) i;
    }
    return values;
  }
}
