package io.chat4all.core.connector;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Leases for a platform of one process. Thread-safe.
public final class ProcessLeases implements Leases {

  private final Map<String, Lease> leases = new HashMap<>();
  private final Clock clock;

  /// Leases that end by this clock.
  public ProcessLeases(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized boolean take(String name, String holder, Duration lifetime) {
    var now = clock.instant();
    var lease = leases.get(name);
    if (lease != null && !lease.holder().equals(holder) && lease.until().isAfter(now)) {
      return false;
    }
    leases.put(name, new Lease(holder, now.plus(lifetime)));
    return true;
  }

  @Override
  public synchronized void release(String name, String holder) {
    leases.computeIfPresent(name, (_, lease) -> lease.holder().equals(holder) ? null : lease);
  }

  private record Lease(String holder, Instant until) {}
}
