package io.chat4all.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait between attempts: doubling from `first` to `max`, half of it at random, and
/// never shorter than the server asked for.
///
/// Thread-safe if `random` is.
record Backoff(Duration first, Duration max, RandomGenerator random) {

  Backoff {
    if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "back-off: first %s, max %s (expected: 0 < first <= max)".formatted(first, max));
    }
  }

  /// The wait after this many failed attempts (1 = the first), given the server's hint.
  Duration after(int failures, Duration hint) {
    int doublings = Math.min(Math.max(failures - 1, 0), 20);
    long ceiling = Math.min(max.toNanos(), first.toNanos() << Math.min(doublings, 20));
    if (ceiling <= 0) {
      ceiling = max.toNanos();
    }
    long own = ceiling / 2 + random.nextLong(ceiling / 2 + 1);
    if (hint.isZero() || hint.isNegative()) {
      return Duration.ofNanos(own);
    }
    // Spread those who were all told the same.
    long asked = hint.toNanos() + random.nextLong(hint.toNanos() / 5 + 1);
    return Duration.ofNanos(Math.max(own, asked));
  }
}
