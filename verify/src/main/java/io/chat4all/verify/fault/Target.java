package io.chat4all.verify.fault;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// The platform that is verified, from outside.
///
/// Closing it leaves it as it was found: what was started for the run is stopped.
public interface Target extends AutoCloseable {

  /// Where clients may call; at least one.
  List<URI> gateways();

  /// The control API of the simulated providers, where there are some.
  Optional<URI> simulators();

  /// An account that may write to anybody, where there is one.
  Optional<Admin> admin();

  /// What may be hit; empty for a platform that is not ours.
  List<Victim> victims();

  @Override
  void close();

  /// An API client of role service or admin.
  record Admin(String clientId, String secret) {
    @Override
    public String toString() {
      return "Admin[" + clientId + "]";
    }
  }
}
