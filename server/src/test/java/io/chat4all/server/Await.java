package io.chat4all.server;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waits for what another thread or process does.
final class Await {

  private static final long LOOK_NANOS = 10_000_000;

  private Await() {}

  /// Waits until it is so; fails with what was waited for.
  static void until(String what, Duration patience, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + patience.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
