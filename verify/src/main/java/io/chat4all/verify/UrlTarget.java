package io.chat4all.verify;

import io.chat4all.verify.fault.Target;
import io.chat4all.verify.fault.Victim;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// An installation that runs already: only the connections to it can be hit.
record UrlTarget(List<URI> gateways, Optional<URI> simulators, Optional<Admin> admin)
    implements Target {

  UrlTarget {
    gateways = List.copyOf(gateways);
  }

  @Override
  public List<Victim> victims() {
    return List.of();
  }

  @Override
  public void close() {}
}
