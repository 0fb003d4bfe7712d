package io.chat4all.gateway;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Waits for what comes about by itself.
final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Eventually() {}

  static void holds(Runnable assertion) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
    }
  }
}
