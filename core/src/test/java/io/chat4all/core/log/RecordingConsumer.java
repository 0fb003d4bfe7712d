package io.chat4all.core.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Keeps what it hears, for tests. Thread-safe.
public final class RecordingConsumer<T> implements Consumer<List<T>> {

  private final List<T> heard = new ArrayList<>();
  private int failures;

  @Override
  public synchronized void accept(List<T> items) {
    heard.addAll(items);
    notifyAll();
    if (failures > 0) {
      failures--;
      throw new IllegalStateException("told to fail");
    }
  }

  /// Fails the next calls, after having kept what they brought.
  public synchronized void failNext(int times) {
    failures = times;
  }

  /// Everything heard so far.
  public synchronized List<T> heard() {
    return List.copyOf(heard);
  }

  /// Waits for this many; throws when they do not come in time.
  public synchronized void awaitHeard(int count) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (heard.size() < count) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(
            "heard %d (expected: %d): %s".formatted(heard.size(), count, heard));
      }
      wait(left);
    }
  }
}
