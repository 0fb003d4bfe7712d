package io.chat4all.core.connector;

import java.time.Clock;
import org.jspecify.annotations.Nullable;

final class LocalLeasesTest extends LeasesContract {

  private @Nullable Leases leases;

  @Override
  protected Leases leases(Clock clock) {
    if (leases == null) {
      leases = new LocalLeases(clock);
    }
    return leases;
  }
}
