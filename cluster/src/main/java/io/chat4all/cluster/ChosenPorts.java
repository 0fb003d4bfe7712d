package io.chat4all.cluster;

import io.chat4all.cluster.process.FreePorts;
import java.util.HashMap;
import java.util.Map;

/// Chooses a port for every node of a new cluster.
final class ChosenPorts {

  private final FreePorts free;
  private final Map<String, Integer> ports = new HashMap<>();

  private ChosenPorts(FreePorts free) {
    this.free = free;
  }

  /// Throws [ClusterException] when a port that was asked for is taken.
  static Map<String, Integer> of(ClusterConfig config, boolean proxy, FreePorts free) {
    var chosen = new ChosenPorts(free);
    chosen.asked(config, proxy);
    chosen.rest(config);
    return chosen.ports;
  }

  private void asked(ClusterConfig config, boolean proxy) {
    var wish = config.ports();
    if (proxy) {
      put(ClusterNames.PROXY, wish.https(), "--port");
      put(ClusterNames.otherPort(ClusterNames.PROXY), wish.http(), "--http-port");
    }
    for (int number = 1; number <= config.roles().gateways(); number++) {
      int port = wish.firstGateway() == 0 ? 0 : wish.firstGateway() + number - 1;
      put(ClusterNames.role(NodeKind.GATEWAY, number), port, "--gateway-port");
    }
    if (config.simulators()) {
      put(ClusterNames.SIMULATORS, wish.simulators(), "--simulators-port");
    }
  }

  private void rest(ClusterConfig config) {
    for (int number = 1; number <= config.engines().brokers(); number++) {
      var broker = ClusterNames.broker(number);
      ports.put(broker, free.any());
      ports.put(ClusterNames.otherPort(broker), free.any());
    }
    ports.put(ClusterNames.POSTGRES, free.any());
    if (config.engines().cassandra()) {
      ports.put(ClusterNames.CASSANDRA, free.any());
      ports.put(ClusterNames.otherPort(ClusterNames.CASSANDRA), free.any());
    }
    if (config.engines().s3()) {
      ports.put(ClusterNames.S3, free.any());
    }
    if (config.engines().redis()) {
      ports.put(ClusterNames.REDIS, free.any());
    }
    for (int number = 1; number <= config.roles().routers(); number++) {
      ports.put(ClusterNames.role(NodeKind.ROUTER, number), free.any());
    }
    for (int number = 1; number <= config.roles().connectors(); number++) {
      ports.put(ClusterNames.role(NodeKind.CONNECTORS, number), free.any());
    }
  }

  private void put(String name, int wish, String option) {
    if (wish != 0 && !free.take(wish)) {
      throw new ClusterException(
          "port %d of %s is taken by another program (%s N; 0 takes any free one)"
              .formatted(wish, name, option));
    }
    ports.put(name, wish == 0 ? free.any() : wish);
  }
}
