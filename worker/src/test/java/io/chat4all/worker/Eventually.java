package io.chat4all.worker;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what other threads do.
public final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Eventually() {}

  /// Returns when it is so; throws when it is not in time.
  public static void until(BooleanSupplier wanted) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError("not so in time");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
