package io.chat4all.log.kafka;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// Waits between repetitions: doubling from a first to a longest, each between half and all of it
/// by chance, so that many who fail together do not come back together. Not thread-safe.
final class BackOff {

  private final long firstMillis;
  private final long longestMillis;
  private final RandomGenerator random;
  private long nextMillis;

  BackOff(Duration first, Duration longest, RandomGenerator random) {
    this.firstMillis = first.toMillis();
    this.longestMillis = longest.toMillis();
    this.random = random;
    this.nextMillis = firstMillis;
  }

  Duration next() {
    long millis = nextMillis / 2 + random.nextLong(nextMillis / 2 + 1);
    nextMillis = Math.min(nextMillis * 2, longestMillis);
    return Duration.ofMillis(millis);
  }

  /// Waits, or less when interrupted.
  void park() {
    LockSupport.parkNanos(next().toNanos());
  }

  void reset() {
    nextMillis = firstMillis;
  }
}
