package io.chat4all.cluster;

import java.nio.file.Path;

/// What a cluster consists of, where its state lies, and how long it lives.
///
/// Begin with [#small] or [#full] and change what should differ.
///
/// @param dataDir state, data and logs of all nodes; made when it is not there
/// @param attached whether the nodes die with the process that starts them
public record ClusterConfig(
    Path dataDir,
    Engines engines,
    Roles roles,
    boolean simulators,
    Proxy proxy,
    Ports ports,
    boolean attached) {

  /// What keeps the data.
  ///
  /// @param brokers 1, or 3 with three replicas of everything and acknowledgement by two
  /// @param cassandra whether messages lie in Cassandra rather than in PostgreSQL
  /// @param redis whether there is a Redis, for presence and limits
  /// @param s3 whether files lie behind an S3 endpoint rather than on the disk
  public record Engines(int brokers, boolean cassandra, boolean redis, boolean s3) {
    public Engines {
      if (brokers != 1 && brokers != 3) {
        throw new IllegalArgumentException("brokers: " + brokers + " (expected: 1 or 3)");
      }
    }
  }

  /// How many processes there are of each role.
  public record Roles(int gateways, int routers, int connectors) {
    public Roles {
      between("gateways", gateways, 1);
      between("routers", routers, 1);
      between("connectors", connectors, 0);
    }

    Roles withOneMore(NodeKind role) {
      return new Roles(
          gateways + (role == NodeKind.GATEWAY ? 1 : 0),
          routers + (role == NodeKind.ROUTER ? 1 : 0),
          connectors + (role == NodeKind.CONNECTORS ? 1 : 0));
    }

    int count(NodeKind role) {
      return switch (role) {
        case GATEWAY -> gateways;
        case ROUTER -> routers;
        case CONNECTORS -> connectors;
        default -> throw new IllegalArgumentException(role + " is no role");
      };
    }

    private static void between(String name, int count, int min) {
      if (count < min || count > 8) {
        throw new IllegalArgumentException("%s: %d (expected: %d..8)".formatted(name, count, min));
      }
    }
  }

  /// Whether HAProxy stands before the gateways: never, where it is installed, or always.
  public enum Proxy {
    OFF,
    WHERE_INSTALLED,
    REQUIRED
  }

  /// The ports that people type; 0 is any free one. All other nodes take free ones.
  ///
  /// @param https of the proxy, with TLS
  /// @param http of the proxy, without
  /// @param firstGateway of the first gateway; the others follow it
  public record Ports(int https, int http, int firstGateway, int simulators) {

    /// What `chat4all cluster up` takes when nothing else is said.
    public static final Ports USUAL = new Ports(8443, 8080, 8001, 8100);

    /// Any free ports.
    public static final Ports ANY = new Ports(0, 0, 0, 0);

    public Ports {
      valid("https", https);
      valid("http", http);
      valid("gateway", firstGateway);
      valid("simulators", simulators);
    }

    private static void valid(String name, int port) {
      if (port < 0 || port > 65_000) {
        throw new IllegalArgumentException(
            "port %s: %d (expected: 0..65000)".formatted(name, port));
      }
    }
  }

  /// One broker, PostgreSQL, one gateway and one router on free ports: for tests.
  public static ClusterConfig small(Path dataDir) {
    return new ClusterConfig(
        dataDir,
        new Engines(1, false, false, false),
        new Roles(1, 1, 0),
        false,
        Proxy.OFF,
        Ports.ANY,
        true);
  }

  /// Three brokers, Cassandra, PostgreSQL, Redis, S3, two gateways, two routers, connectors with
  /// simulators, behind HAProxy where it is installed, on free ports.
  public static ClusterConfig full(Path dataDir) {
    return new ClusterConfig(
        dataDir,
        new Engines(3, true, true, true),
        new Roles(2, 2, 1),
        true,
        Proxy.WHERE_INSTALLED,
        Ports.ANY,
        true);
  }

  /// The same elsewhere.
  public ClusterConfig withDataDir(Path other) {
    return new ClusterConfig(other, engines, roles, simulators, proxy, ports, attached);
  }

  /// The same with other engines.
  public ClusterConfig withEngines(Engines other) {
    return new ClusterConfig(dataDir, other, roles, simulators, proxy, ports, attached);
  }

  /// The same with other numbers of processes.
  public ClusterConfig withRoles(Roles other) {
    return new ClusterConfig(dataDir, engines, other, simulators, proxy, ports, attached);
  }

  /// The same with or without the simulated providers.
  public ClusterConfig withSimulators(boolean wanted) {
    return new ClusterConfig(dataDir, engines, roles, wanted, proxy, ports, attached);
  }

  /// The same with another wish for a proxy.
  public ClusterConfig withProxy(Proxy other) {
    return new ClusterConfig(dataDir, engines, roles, simulators, other, ports, attached);
  }

  /// The same on other ports.
  public ClusterConfig withPorts(Ports other) {
    return new ClusterConfig(dataDir, engines, roles, simulators, proxy, other, attached);
  }

  /// The same, whose nodes go on when the process that starts them ends.
  public ClusterConfig detached() {
    return new ClusterConfig(dataDir, engines, roles, simulators, proxy, ports, false);
  }
}
