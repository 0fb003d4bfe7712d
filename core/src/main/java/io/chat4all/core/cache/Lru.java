package io.chat4all.core.cache;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers the values used last, up to a bound; beyond it the one used longest ago is forgotten.
///
/// Thread-safe.
public final class Lru<K, V> {

  private final LinkedHashMap<K, V> map;

  /// Remembers at most `capacity` values.
  public Lru(int capacity) {
    map =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > capacity;
          }
        };
  }

  /// Null for what is not remembered.
  public synchronized @Nullable V get(K key) {
    return map.get(key);
  }

  public synchronized void put(K key, V value) {
    map.put(key, value);
  }

  public synchronized void remove(K key) {
    map.remove(key);
  }

  public synchronized void clear() {
    map.clear();
  }
}
