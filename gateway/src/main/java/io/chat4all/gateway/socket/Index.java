package io.chat4all.gateway.socket;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The local sessions by some key. Read without a lock; one change copies the list of its key.
///
/// Thread-safe.
final class Index<K> {

  private final ConcurrentMap<K, Session[]> sessions = new ConcurrentHashMap<>();

  List<Session> get(K key) {
    var found = sessions.get(key);
    return found == null ? List.of() : Arrays.asList(found);
  }

  /// Adds a session that is not there.
  void add(K key, Session session) {
    sessions.merge(
        key,
        new Session[] {session},
        (before, added) -> {
          var after = Arrays.copyOf(before, before.length + 1);
          after[before.length] = added[0];
          return after;
        });
  }

  void remove(K key, Session session) {
    sessions.computeIfPresent(
        key,
        (_, before) -> {
          var after = new Session[before.length];
          int kept = 0;
          for (var one : before) {
            if (one != session) {
              after[kept++] = one;
            }
          }
          return kept == 0 ? null : Arrays.copyOf(after, kept);
        });
  }

  boolean isEmpty() {
    return sessions.isEmpty();
  }
}
