package io.chat4all.verify;

import io.chat4all.cluster.LocalCluster;
import io.chat4all.cluster.Node;
import io.chat4all.cluster.NodeKind;
import io.chat4all.verify.fault.Part;
import io.chat4all.verify.fault.Target;
import io.chat4all.verify.fault.Victim;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A cluster on this machine: every process of the platform and of its engines can be hit. The load
/// balancer, where there is one, is one gateway more for clients.
///
/// @param ours whether the cluster was started for the run, and ends with it
record ClusterTarget(LocalCluster cluster, boolean ours) implements Target {

  @Override
  public List<URI> gateways() {
    var urls = new ArrayList<>(cluster.gatewayUrls());
    if (cluster.proxyUrl().isPresent()) {
      urls.add(cluster.plainUrl());
    }
    return urls;
  }

  @Override
  public Optional<URI> simulators() {
    return cluster.simulatorsUrl();
  }

  @Override
  public Optional<Admin> admin() {
    var client = cluster.adminClient();
    return Optional.of(new Admin(client.id(), client.secret()));
  }

  @Override
  public List<Victim> victims() {
    var victims = new ArrayList<Victim>();
    for (var node : cluster.nodes()) {
      part(node.kind()).ifPresent(part -> victims.add(new NodeVictim(node, part)));
    }
    return victims;
  }

  @Override
  public void close() {
    if (ours) {
      cluster.close();
    }
  }

  /// The simulators keep the books. No message of a run needs a file: that S3 is away must not
  /// matter.
  private static Optional<Part> part(NodeKind kind) {
    return switch (kind) {
      case ROUTER -> Optional.of(Part.ROUTER);
      case GATEWAY -> Optional.of(Part.GATEWAY);
      case CONNECTORS -> Optional.of(Part.CONNECTORS);
      case BROKER -> Optional.of(Part.BROKER);
      case POSTGRES, CASSANDRA -> Optional.of(Part.STORE);
      case REDIS -> Optional.of(Part.CACHE);
      case S3 -> Optional.of(Part.FILES);
      case SIMULATORS, PROXY -> Optional.empty();
    };
  }

  private record NodeVictim(Node node, Part part) implements Victim {

    @Override
    public String name() {
      return node.name();
    }

    @Override
    public void kill() {
      node.kill();
    }

    @Override
    public void pause() {
      node.pause();
    }

    @Override
    public void resume() {
      node.resume();
    }

    @Override
    public void stop() {
      var _ = node.stop();
    }

    @Override
    public void start() {
      node.start();
    }
  }
}
