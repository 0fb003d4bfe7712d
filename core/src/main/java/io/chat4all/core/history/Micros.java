package io.chat4all.core.history;

import java.time.Instant;

/// Times as message stores keep them: microseconds since 1970.
public final class Micros {

  private static final long SECOND = 1_000_000;

  /// Throws `ArithmeticException` beyond the year 294,000, instead of keeping another time.
  public static long of(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), SECOND), time.getNano() / 1_000);
  }

  /// Reads what [#of] made.
  public static Instant time(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1_000);
  }

  private Micros() {}
}
