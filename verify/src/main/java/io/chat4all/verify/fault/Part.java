package io.chat4all.verify.fault;

import java.util.Locale;

/// What a fault can hit.
public enum Part {
  ROUTER,
  GATEWAY,
  CONNECTORS,
  BROKER,
  STORE,
  CACHE,
  /// The connections between clients and gateways.
  CLIENTS;

  /// The name in options and reports.
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
