package io.chat4all.bench.load;

import java.time.Duration;

/// How much to send, how fast, and for how long.
///
/// `rate` 0 is the closed loop: `inFlight` messages per conversation are always on their way.
/// Otherwise messages are due at fixed intervals, whatever the answers, until `maxOutstanding` have
/// no answer. `messages` ends the run early; 0 means by time alone.
public record Workload(
    double rate,
    Duration warmup,
    Duration duration,
    int inFlight,
    int maxOutstanding,
    Duration ackEvery,
    int messages) {
  public Workload {
    if (rate < 0 || rate > 1e6) {
      throw new IllegalArgumentException("rate: %s (expected: 0..1000000)".formatted(rate));
    }
    if (inFlight < 1 || maxOutstanding < 1) {
      throw new IllegalArgumentException(
          "in flight: %d, outstanding: %d (expected: >= 1)".formatted(inFlight, maxOutstanding));
    }
  }

  /// Whether messages are due at fixed times.
  public boolean openLoop() {
    return rate > 0;
  }

  long warmupNanos() {
    return warmup.toNanos();
  }

  long endNanos() {
    return warmup.plus(duration).toNanos();
  }
}
