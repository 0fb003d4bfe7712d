package io.chat4all.core.presence;

import io.chat4all.core.identity.UserId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Presence of a single process. Remembers when the last 100,000 users were seen.
///
/// Thread-safe.
public final class LocalPresence implements Presence {

  private static final int REMEMBERED = 100_000;

  private final Map<UserId, Integer> sessions = new ConcurrentHashMap<>();
  private final Map<UserId, Instant> lastSeen =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UserId, Instant> eldest) {
          return size() > REMEMBERED;
        }
      };

  @Override
  public boolean opened(UserId user) {
    return sessions.merge(user, 1, Integer::sum) == 1;
  }

  @Override
  public boolean closed(UserId user, Instant at) {
    boolean last = sessions.computeIfPresent(user, (_, n) -> n == 1 ? null : n - 1) == null;
    if (last) {
      synchronized (lastSeen) {
        lastSeen.remove(user);
        lastSeen.put(user, at);
      }
    }
    return last;
  }

  @Override
  public boolean isOnline(UserId user) {
    return sessions.containsKey(user);
  }

  @Override
  public Optional<Instant> lastSeen(UserId user) {
    if (isOnline(user)) {
      return Optional.empty();
    }
    synchronized (lastSeen) {
      return Optional.ofNullable(lastSeen.get(user));
    }
  }
}
