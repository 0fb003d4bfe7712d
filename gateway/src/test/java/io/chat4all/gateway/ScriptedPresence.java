package io.chat4all.gateway;

import io.chat4all.core.identity.UserId;
import io.chat4all.core.presence.LocalPresence;
import io.chat4all.core.presence.Presence;
import java.time.Instant;
import java.util.Optional;

/// Presence that can be told to break down.
final class ScriptedPresence implements Presence {

  private final LocalPresence real = new LocalPresence();
  private volatile boolean broken;

  void breakDown() {
    broken = true;
  }

  @Override
  public boolean opened(UserId user) {
    return real.opened(user);
  }

  @Override
  public boolean closed(UserId user, Instant at) {
    return real.closed(user, at);
  }

  @Override
  public boolean isOnline(UserId user) {
    if (broken) {
      throw new IllegalStateException("secret detail");
    }
    return real.isOnline(user);
  }

  @Override
  public Optional<Instant> lastSeen(UserId user) {
    return real.lastSeen(user);
  }
}
