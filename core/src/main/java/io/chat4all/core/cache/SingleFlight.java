package io.chat4all.core.cache;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Lets one of those who want the same at the same time do the work, so that what is slow is not
/// asked once for each of them.
///
/// The others wait, as long as the work takes, and share what comes of it, also that something was
/// `UNAVAILABLE` or broke; any other refusal is only for the one whose it is, and they do the work
/// themselves. They may get what the work had seen before they asked. The work must not ask for its
/// own key.
///
/// Thread-safe.
public final class SingleFlight<K, V> {

  private final Map<K, FutureTask<V>> flights = new ConcurrentHashMap<>();

  /// Does the work, or waits for somebody who does the work of the same key.
  public V get(K key, Supplier<V> work) {
    var mine = new FutureTask<>(work::get);
    var running = flights.putIfAbsent(key, mine);
    if (running == null) {
      try {
        mine.run();
      } finally {
        flights.remove(key, mine);
      }
      return outcome(mine);
    }
    try {
      return outcome(running);
    } catch (ApiException e) {
      if (e.code() == ErrorCode.UNAVAILABLE) {
        throw e;
      }
      return work.get();
    }
  }

  private static <V> V outcome(FutureTask<V> flight) {
    try {
      return flight.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ApiException(ErrorCode.UNAVAILABLE, "interrupted");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
