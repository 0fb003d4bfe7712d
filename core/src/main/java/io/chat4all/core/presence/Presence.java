package io.chat4all.core.presence;

import io.chat4all.core.identity.UserId;
import java.time.Instant;
import java.util.Optional;

/// Counts live sessions of users, over all gateways. Thread-safe.
public interface Presence {

  /// A session opened; true when it is the user's first.
  boolean opened(UserId user);

  /// A session closed; true when it was the user's last.
  boolean closed(UserId user, Instant at);

  /// Whether a user has sessions.
  boolean isOnline(UserId user);

  /// When a user's last session closed; empty while online or never seen.
  Optional<Instant> lastSeen(UserId user);
}
