package io.chat4all.worker.inbound.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was last noted of each key, for a while and up to a number of keys; the oldest go first.
///
/// Thread-safe.
final class Recent<K, V> {

  private record Noted<T>(T value, Instant at) {}

  private final LinkedHashMap<K, Noted<V>> notes;
  private final Duration lifetime;
  private final Clock clock;

  Recent(int capacity, Duration lifetime, Clock clock) {
    this.lifetime = lifetime;
    this.clock = clock;
    this.notes =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, Noted<V>> eldest) {
            return size() > capacity;
          }
        };
  }

  synchronized Optional<V> find(K key) {
    @Nullable Noted<V> noted = notes.get(key);
    return noted != null && noted.at().plus(lifetime).isAfter(clock.instant())
        ? Optional.of(noted.value())
        : Optional.empty();
  }

  synchronized void note(K key, V value) {
    notes.remove(key);
    notes.put(key, new Noted<>(value, clock.instant()));
  }

  synchronized void forget(K key) {
    notes.remove(key);
  }
}
