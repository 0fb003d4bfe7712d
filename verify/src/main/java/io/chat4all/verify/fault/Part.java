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
  FILES,
  /// Every router, gateway and connectors process, one after the other.
  ROLES,
  /// The connections between clients and gateways.
  CLIENTS;

  /// Whether it is a process of ours.
  boolean isRole() {
    return this == ROUTER || this == GATEWAY || this == CONNECTORS;
  }

  /// The name in options and reports.
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
