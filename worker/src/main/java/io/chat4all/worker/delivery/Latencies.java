package io.chat4all.worker.delivery;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/// A histogram of durations, to within 6 %. Thread-safe.
final class Latencies {

  private static final int STEPS = 16;
  private static final int STEP_BITS = 4;
  private static final int OCTAVES = 32;

  private final AtomicLongArray counts = new AtomicLongArray(STEPS * OCTAVES);

  /// Counts one; shorter than a microsecond is one.
  void add(long nanos) {
    counts.incrementAndGet(index(Math.max(1, nanos / 1_000)));
  }

  /// The duration that this share of all did not exceed, zero when there is none.
  Duration quantile(double share) {
    long total = 0;
    for (int i = 0; i < counts.length(); i++) {
      total += counts.get(i);
    }
    long wanted = (long) Math.ceil(total * share);
    long seen = 0;
    for (int i = 0; i < counts.length() && total > 0; i++) {
      seen += counts.get(i);
      if (seen >= wanted) {
        return Duration.ofNanos(upper(i) * 1_000);
      }
    }
    return Duration.ZERO;
  }

  private static int index(long micros) {
    if (micros < STEPS) {
      return (int) micros;
    }
    int octave = Long.SIZE - Long.numberOfLeadingZeros(micros) - STEP_BITS;
    int step = (int) (micros >>> (octave - 1)) & (STEPS - 1);
    return Math.min(octave * STEPS + step, STEPS * OCTAVES - 1);
  }

  private static long upper(int index) {
    int octave = index / STEPS;
    int step = index % STEPS;
    return octave == 0 ? step : ((long) (STEPS + step + 1) << (octave - 1)) - 1;
  }
}
