package io.chat4all.cluster;

import java.util.Locale;

/// What the nodes are called.
final class ClusterNames {

  static final String POSTGRES = "postgres";
  static final String CASSANDRA = "cassandra";
  static final String REDIS = "redis";
  static final String S3 = "s3";
  static final String SIMULATORS = "simulators";
  static final String PROXY = "proxy";

  private ClusterNames() {}

  static String broker(int number) {
    return "broker-" + number;
  }

  static String role(NodeKind kind, int number) {
    return kind.toString().toLowerCase(Locale.ROOT) + "-" + number;
  }

  /// Under which name the second port of a node is written down.
  static String otherPort(String node) {
    return node + ".other";
  }
}
