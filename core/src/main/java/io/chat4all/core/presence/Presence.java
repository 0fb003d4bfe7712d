package io.chat4all.core.presence;

import io.chat4all.core.identity.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Counts live sessions of users, over all gateways. Thread-safe.
public interface Presence {

  /// A session opened; true when it is the user's first.
  boolean opened(UserId user);

  /// A session closed; true when it was the user's last.
  boolean closed(UserId user, Instant at);

  /// Whether a user has sessions.
  boolean isOnline(UserId user);

  /// Which of these users have sessions.
  default Set<UserId> online(Collection<UserId> users) {
    return users.stream().filter(this::isOnline).collect(Collectors.toUnmodifiableSet());
  }

  /// When a user's last session closed; empty while online or never seen.
  Optional<Instant> lastSeen(UserId user);
}
