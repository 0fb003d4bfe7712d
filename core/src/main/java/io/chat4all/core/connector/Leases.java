package io.chat4all.core.connector;

import java.time.Duration;

/// Lets one process of the cluster at a time do something, such as ask a provider for news.
///
/// A process that stands still for longer than its lease may hold on to what another has taken:
/// what is done under a lease must bear being done twice for a moment. A store that cannot be
/// reached throws `ApiException` with `UNAVAILABLE`. Thread-safe.
public interface Leases {

  /// Takes a lease, or renews it, from now on for `lifetime`; false when another holder has it.
  boolean take(String name, String holder, Duration lifetime);

  /// Gives a lease back; nothing when another holder has it.
  void release(String name, String holder);
}
