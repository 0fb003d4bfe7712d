package io.chat4all.cluster;

/// What a node of a cluster is.
public enum NodeKind {
  BROKER,
  POSTGRES,
  CASSANDRA,
  REDIS,
  S3,
  ROUTER,
  GATEWAY,
  CONNECTORS,
  SIMULATORS,
  PROXY;

  /// Whether it is one of our own server processes, that is `chat4all serve --role …`.
  public boolean isRole() {
    return this == ROUTER || this == GATEWAY || this == CONNECTORS;
  }
}
