package io.chat4all.core.connector;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Leases within one process, for a platform that has only one. Thread-safe.
public final class LocalLeases implements Leases {

  private final Map<String, Lease> leases = new ConcurrentHashMap<>();
  private final Clock clock;

  public LocalLeases(Clock clock) {
    this.clock = clock;
  }

  @Override
  public boolean take(String name, String holder, Duration lifetime) {
    var now = clock.instant();
    var wish = new Lease(holder, now.plus(lifetime));
    var kept = leases.merge(name, wish, (old, wanted) -> old.isOpenTo(holder, now) ? wanted : old);
    return kept.holder().equals(holder);
  }

  @Override
  public void release(String name, String holder) {
    leases.computeIfPresent(name, (_, lease) -> lease.holder().equals(holder) ? null : lease);
  }

  private record Lease(String holder, Instant until) {
    boolean isOpenTo(String other, Instant now) {
      return holder.equals(other) || !now.isBefore(until);
    }
  }
}
