package io.chat4all.cluster;

import io.chat4all.cluster.ClusterConfig.Engines;
import io.chat4all.cluster.ClusterConfig.Ports;
import io.chat4all.cluster.ClusterConfig.Proxy;
import io.chat4all.cluster.ClusterConfig.Roles;
import io.chat4all.cluster.engine.PrivateFiles;
import io.chat4all.cluster.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What is written down of a cluster, so that other processes find it: its shape, its ports and the
/// number of partitions.
///
/// @param config with the proxy either required or off
/// @param ports by node, or by `node.other` for its second port
/// @param partitions of each topic, for as long as its data lives
record ClusterState(ClusterConfig config, Map<String, Integer> ports, int partitions) {

  private static final String FILE = "cluster.properties";
  private static final String PORT = "port.";
  private static final String PARTITIONS = "partitions";

  // Every fetch of a broker looks at all of them, so fewer cost less.
  private static final int FEWEST_PARTITIONS = 6;

  // What a cluster has that was made before the number was written down.
  private static final String EARLIER_PARTITIONS = "12";

  ClusterState {
    ports = Map.copyOf(ports);
  }

  /// How many partitions the topics of a cluster have: those of the data that is there; without any
  /// so many that every process has work.
  static int partitions(Optional<ClusterState> before, Roles roles) {
    int busy = Math.max(roles.routers(), roles.connectors());
    return before.map(ClusterState::partitions).orElse(Math.max(FEWEST_PARTITIONS, busy));
  }

  int port(String name) {
    var port = ports.get(name);
    if (port == null) {
      throw new IllegalArgumentException("no port is known of " + name);
    }
    return port;
  }

  boolean hasProxy() {
    return config.proxy() != Proxy.OFF;
  }

  /// The same with one more process of a role, on a free port.
  ClusterState withOneMore(NodeKind role, FreePorts free) {
    var roles = config.roles().withOneMore(role);
    var more = new HashMap<>(ports);
    more.put(ClusterNames.role(role, roles.count(role)), free.any());
    return new ClusterState(config.withRoles(roles), more, partitions);
  }

  /// Reads what [#save] wrote; empty where it never did.
  static Optional<ClusterState> load(Path dataDir) {
    var file = dataDir.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var known = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      known.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      return Optional.of(read(dataDir, known));
    } catch (IllegalArgumentException e) {
      throw new ClusterException(file + " cannot be understood: " + e.getMessage(), e);
    }
  }

  private static ClusterState read(Path dataDir, Properties known) {
    var engines =
        new Engines(
            number(known, "brokers"),
            flag(known, "cassandra"),
            flag(known, "redis"),
            flag(known, "s3"));
    var roles =
        new Roles(number(known, "gateways"), number(known, "routers"), number(known, "connectors"));
    var config =
        new ClusterConfig(
            dataDir,
            engines,
            roles,
            flag(known, "simulators"),
            flag(known, "proxy") ? Proxy.REQUIRED : Proxy.OFF,
            Ports.ANY,
            flag(known, "attached"));
    var ports =
        known.stringPropertyNames().stream()
            .filter(name -> name.startsWith(PORT))
            .collect(
                Collectors.toMap(
                    name -> name.substring(PORT.length()), name -> number(known, name)));
    int partitions = Integer.parseInt(known.getProperty(PARTITIONS, EARLIER_PARTITIONS));
    return new ClusterState(config, ports, partitions);
  }

  void save() {
    var values = new TreeMap<String, Object>();
    values.put("brokers", config.engines().brokers());
    values.put("cassandra", config.engines().cassandra());
    values.put("redis", config.engines().redis());
    values.put("s3", config.engines().s3());
    values.put("gateways", config.roles().gateways());
    values.put("routers", config.roles().routers());
    values.put("connectors", config.roles().connectors());
    values.put("simulators", config.simulators());
    values.put("proxy", hasProxy());
    values.put("attached", config.attached());
    values.put(PARTITIONS, partitions);
    ports.forEach((name, port) -> values.put(PORT + name, port));
    var text = new StringBuilder("# Written by `chat4all cluster up`.\n");
    values.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    PrivateFiles.write(config.dataDir().resolve(FILE), text.toString());
  }

  private static int number(Properties known, String name) {
    return Integer.parseInt(value(known, name));
  }

  private static boolean flag(Properties known, String name) {
    return Boolean.parseBoolean(value(known, name));
  }

  private static String value(Properties known, String name) {
    var value = known.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("no " + name);
    }
    return value;
  }
}
