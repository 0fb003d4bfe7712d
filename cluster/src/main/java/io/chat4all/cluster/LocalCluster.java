package io.chat4all.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A cluster of real processes on this machine: brokers, stores, roles, simulators and a proxy.
///
/// Thread-safe.
public final class LocalCluster implements AutoCloseable {

  private LocalCluster() {}

  /// An API client of role admin.
  public record AdminClient(String id, String secret) {
    @Override
    public String toString() {
      return "AdminClient[" + id + "]";
    }
  }

  /// Starts all nodes and returns when all are healthy; what did start is stopped when one does not.
  ///
  /// Data that an earlier cluster of the same shape left in the directory is used again. Throws
  /// [ClusterException] when one is up there, or cannot be started.
  public static LocalCluster up(ClusterConfig config) {
    throw new UnsupportedOperationException(config.toString());
  }

  /// The cluster whose state is in this directory, be it up or down; empty where there is none.
  public static Optional<LocalCluster> find(Path dataDir) {
    throw new UnsupportedOperationException(dataDir.toString());
  }

  /// All nodes, in the order of their start.
  public List<Node> nodes() {
    return List.of();
  }

  /// The nodes of a kind, by name.
  public List<Node> nodes(NodeKind kind) {
    return nodes().stream().filter(node -> node.kind() == kind).toList();
  }

  /// The node of this name; throws `IllegalArgumentException` for an unknown one.
  public Node node(String name) {
    return nodes().stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
  }

  /// `http://127.0.0.1:port` of each gateway.
  public List<URI> gatewayUrls() {
    return List.of();
  }

  /// `https://127.0.0.1:port` of the proxy, TLS 1.3 with the certificate [#certificate].
  public Optional<URI> proxyUrl() {
    return Optional.empty();
  }

  /// `http://127.0.0.1:port` of the proxy, or of the first gateway where there is none.
  public URI plainUrl() {
    throw new UnsupportedOperationException();
  }

  public Optional<URI> simulatorsUrl() {
    return Optional.empty();
  }

  /// Comma-separated, for Kafka clients.
  public String bootstrapServers() {
    return "";
  }

  /// The credentials of an admin.
  public AdminClient adminClient() {
    throw new UnsupportedOperationException();
  }

  /// The proxy's certificate in PEM.
  public Path certificate() {
    throw new UnsupportedOperationException();
  }

  /// Stops every node, the edge first and the stores last; the data stays. Closing again does
  /// nothing.
  @Override
  public void close() {}
}
