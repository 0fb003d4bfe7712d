package io.chat4all.cluster;

import io.chat4all.cluster.engine.HealthCheck;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// How one node is started, stopped and asked.
///
/// @param prepare what must be on the disk before it starts; done before each start
/// @param stopSignal what ends it in good order
record NodeSpec(
    String name,
    NodeKind kind,
    Place place,
    Runnable prepare,
    List<String> command,
    Map<String, String> env,
    String stopSignal) {

  NodeSpec {
    command = List.copyOf(command);
    env = Map.copyOf(env);
  }

  /// Where it listens, and how it is seen to answer.
  record Place(int port, OptionalInt otherPort, HealthCheck health) {
    Place(int port, HealthCheck health) {
      this(port, OptionalInt.empty(), health);
    }

    Place(int port, int otherPort, HealthCheck health) {
      this(port, OptionalInt.of(otherPort), health);
    }
  }

  /// Never shows the environment, which has secrets.
  @Override
  public String toString() {
    return "NodeSpec[" + name + "]";
  }
}
