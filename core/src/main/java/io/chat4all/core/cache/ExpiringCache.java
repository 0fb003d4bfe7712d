package io.chat4all.core.cache;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// Remembers what was loaded, for a while and up to a number of entries; the least recently used
/// goes first.
///
/// A load that overlaps an invalidation is answered but not remembered, so that no stale value
/// outlives the change that made it stale. Loads run outside the lock; two callers may load the
/// same key at the same time.
///
/// Thread-safe.
public final class ExpiringCache<K, V> {

  private record Cached<T>(T value, long expiresAt) {}

  private final Map<K, Cached<V>> entries;
  private final Duration lifetime;
  private final Clock clock;
  private long invalidations;

  /// A cache of at most `capacity` entries that live at most `lifetime`.
  public ExpiringCache(int capacity, Duration lifetime, Clock clock) {
    this.lifetime = lifetime;
    this.clock = clock;
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, Cached<V>> eldest) {
            return size() > capacity;
          }
        };
  }

  /// The remembered value, or the loaded one.
  public V get(K key, Function<? super K, ? extends V> load) {
    long now = clock.millis();
    long seen;
    synchronized (entries) {
      var entry = entries.get(key);
      if (entry != null && entry.expiresAt > now) {
        return entry.value;
      }
      seen = invalidations;
    }
    V value = load.apply(key);
    synchronized (entries) {
      if (seen == invalidations) {
        entries.put(key, new Cached<>(value, now + lifetime.toMillis()));
      }
    }
    return value;
  }

  /// The remembered value, if there is one.
  public Optional<V> peek(K key) {
    synchronized (entries) {
      var entry = entries.get(key);
      return entry != null && entry.expiresAt > clock.millis()
          ? Optional.of(entry.value)
          : Optional.empty();
    }
  }

  /// Forgets one key.
  public void invalidate(K key) {
    synchronized (entries) {
      invalidations++;
      entries.remove(key);
    }
  }

  /// Forgets every key that matches.
  public void invalidateIf(Predicate<? super K> matches) {
    synchronized (entries) {
      invalidations++;
      entries.keySet().removeIf(matches);
    }
  }
}
