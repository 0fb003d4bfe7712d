package io.chat4all.cluster;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Chat4AllException;
import io.chat4all.client.Credentials;
import io.chat4all.cluster.ClusterConfig.Proxy;
import io.chat4all.cluster.engine.ConsumerLag;
import io.chat4all.cluster.engine.Directories;
import io.chat4all.cluster.process.FreePorts;
import io.chat4all.cluster.process.Spawner;
import io.chat4all.cluster.process.Tools;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A cluster of real processes on this machine: brokers, stores, roles, simulators and a proxy, all
/// of which listen on 127.0.0.1 only.
///
/// Its shape, ports, secrets and pid files lie in its data directory, where every process finds it.
/// Nothing restarts a node that ended: whoever kills one starts it again. Linux only.
///
/// Thread-safe.
public final class LocalCluster implements AutoCloseable {

  private static final Duration EDGE_PATIENCE = Duration.ofSeconds(30);
  private static final Duration ENGINE_PATIENCE = Duration.ofSeconds(10);

  private final Distribution distribution;
  private final Secrets secrets;
  private final Spawner spawner;
  private volatile ClusterState state;
  private volatile Plan plan;
  private volatile List<ProcessNode> nodes;

  private LocalCluster(ClusterState state, Distribution distribution, boolean diesWithUs) {
    this.distribution = distribution;
    this.state = state;
    this.secrets = new Secrets(state.config().dataDir().resolve("secrets.properties"));
    this.plan = new Plan(state, secrets, distribution);
    this.spawner = new Spawner(diesWithUs);
    this.nodes = processes();
  }

  private List<ProcessNode> processes() {
    var current = plan;
    return current.nodes().stream()
        .map(spec -> new ProcessNode(spec, current.directory(spec.name()), spawner))
        .toList();
  }

  /// An API client of role admin.
  public record AdminClient(String id, String secret) {
    @Override
    public String toString() {
      return "AdminClient[" + id + "]";
    }
  }

  /// See [#up(ClusterConfig, Consumer)].
  public static LocalCluster up(ClusterConfig config) {
    return up(config, _ -> {});
  }

  /// Starts all nodes and returns when all are healthy; what did start is stopped when one does
  /// not.
  ///
  /// Data that an earlier cluster of the same shape left in the directory is used again. `progress`
  /// is told of each node that became healthy, by one thread. Throws [ClusterException] when one is
  /// up there, or cannot be started.
  public static LocalCluster up(ClusterConfig config, Consumer<Node> progress) {
    var absolute = config.withDataDir(config.dataDir().toAbsolutePath().normalize());
    try (var _ = DirectoryLock.take(absolute.dataDir())) {
      var before = ClusterState.load(absolute.dataDir());
      before.ifPresent(it -> requireSameData(it.config(), absolute));
      find(absolute.dataDir()).ifPresent(LocalCluster::requireDown);
      var cluster = prepare(absolute, ClusterState.partitions(before, absolute.roles()));
      cluster.startAll(progress);
      return cluster;
    }
  }

  private static LocalCluster prepare(ClusterConfig config, int partitions) {
    boolean proxy = wantsProxy(config);
    var ports = ChosenPorts.of(config, proxy, new FreePorts(new SecureRandom()));
    var state =
        new ClusterState(config.withProxy(proxy ? Proxy.REQUIRED : Proxy.OFF), ports, partitions);
    var cluster = new LocalCluster(state, Distribution.find(), config.attached());
    state.save();
    return cluster;
  }

  private static boolean wantsProxy(ClusterConfig config) {
    return switch (config.proxy()) {
      case OFF -> false;
      case WHERE_INSTALLED -> Tools.find("haproxy").isPresent();
      case REQUIRED -> true;
    };
  }

  private static void requireDown(LocalCluster before) {
    if (before.isUp()) {
      throw new ClusterException(
          "a cluster is up in %s already (`chat4all cluster status` shows it, `chat4all cluster"
                  .formatted(before.state.config().dataDir())
              + " down` ends it)");
    }
  }

  private static void requireSameData(ClusterConfig before, ClusterConfig now) {
    var had = before.engines();
    var wants = now.engines();
    if (!had.equals(wants)) {
      throw new ClusterException(
          "%s has the data of another shape, %s (expected: %s; or another --data-dir, or `cluster down --delete` first)"
              .formatted(now.dataDir(), had, wants));
    }
  }

  /// The cluster whose state is in this directory, be it up or down; empty where there is none.
  ///
  /// A node that is started through what is returned outlives this process.
  public static Optional<LocalCluster> find(Path dataDir) {
    return ClusterState.load(dataDir.toAbsolutePath().normalize())
        .map(state -> new LocalCluster(state, Distribution.find(), false));
  }

  /// Stops the cluster of this directory, whoever started it, and deletes the directory if wanted.
  ///
  /// Answers how many nodes ran; empty where there is no cluster.
  public static OptionalInt down(Path dataDir, boolean delete) {
    var found = find(dataDir);
    if (found.isEmpty()) {
      return OptionalInt.empty();
    }
    var cluster = found.get();
    try (var _ = DirectoryLock.take(cluster.dataDir())) {
      long alive = cluster.nodes.stream().filter(Node::isAlive).count();
      cluster.close();
      if (delete) {
        Directories.delete(cluster.dataDir());
      }
      return OptionalInt.of((int) alive);
    } catch (IOException e) {
      throw new ClusterException(cluster.dataDir() + " cannot be deleted: " + e.getMessage(), e);
    }
  }

  private void startAll(Consumer<Node> progress) {
    try {
      start(node -> !node.kind().isRole(), progress);
      start(node -> node.kind().isRole(), progress);
      connectSimulators(List.of());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void start(Predicate<Node> which, Consumer<Node> progress) {
    var chosen = nodes.stream().filter(which).filter(node -> !node.isAlive()).toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var started = new ExecutorCompletionService<Node>(threads);
      chosen.forEach(node -> started.submit(node::start, node));
      try {
        for (int i = 0; i < chosen.size(); i++) {
          progress.accept(started.take().get());
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new ClusterException("a node cannot be started: " + e.getCause(), e);
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw new ClusterException("interrupted while the cluster started", e);
      }
    }
  }

  /// Starts one more process of a role, and waits until it is healthy; the proxy learns of a
  /// gateway. It belongs to the cluster from then on. Throws [ClusterException] when it does not
  /// start.
  public Node add(NodeKind role) {
    try (var _ = DirectoryLock.take(dataDir())) {
      var more = state.withOneMore(role, new FreePorts(new SecureRandom()));
      more.save();
      state = more;
      plan = new Plan(more, secrets, distribution);
      nodes = processes();
      var added = nodes(role).getLast();
      added.start();
      if (role == NodeKind.GATEWAY && nodes(NodeKind.PROXY).stream().anyMatch(Node::isAlive)) {
        plan.proxySocket().add(nodes(role).size(), added.port());
      }
      return added;
    } catch (IllegalArgumentException e) {
      throw new ClusterException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new ClusterException("the proxy does not learn of a gateway: " + e.getMessage(), e);
    }
  }

  /// Whether any of its processes exists.
  public boolean isUp() {
    return nodes.stream().anyMatch(Node::isAlive);
  }

  /// All nodes, in the order of their start.
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /// The nodes of a kind, by name.
  public List<Node> nodes(NodeKind kind) {
    return nodes().stream().filter(node -> node.kind() == kind).toList();
  }

  /// The node of this name; throws `IllegalArgumentException` for an unknown one.
  public Node node(String name) {
    return nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "node: %s (expected: one of %s)"
                    .formatted(name, nodes.stream().map(Node::name).toList())));
  }

  /// `http://127.0.0.1:port` of each gateway.
  public List<URI> gatewayUrls() {
    return nodes(NodeKind.GATEWAY).stream().map(node -> http(node.port())).toList();
  }

  /// `https://localhost:port` of the proxy, TLS 1.3 with the certificate [#certificate].
  public Optional<URI> proxyUrl() {
    return nodes(NodeKind.PROXY).stream()
        .map(node -> URI.create("https://localhost:" + node.port()))
        .findFirst();
  }

  /// `http://127.0.0.1:port` of the proxy, or of the first gateway where there is none.
  public URI plainUrl() {
    return URI.create(plan.plainUrl());
  }

  /// `http://127.0.0.1:port` of the simulated providers.
  public Optional<URI> simulatorsUrl() {
    return nodes(NodeKind.SIMULATORS).stream().map(node -> http(node.port())).findFirst();
  }

  /// Comma-separated, for Kafka clients.
  public String bootstrapServers() {
    return plan.brokers().bootstrapServers();
  }

  /// How many records the readers of the log have before them, by consumer group; empty while no
  /// broker answers.
  public SortedMap<String, Long> lag() {
    return nodes(NodeKind.BROKER).stream().anyMatch(Node::isAlive)
        ? ConsumerLag.of(bootstrapServers())
        : Collections.emptySortedMap();
  }

  /// The credentials of an admin.
  public AdminClient adminClient() {
    return new AdminClient(Plan.ADMIN, secrets.adminSecret());
  }

  /// The proxy's certificate in PEM.
  public Path certificate() {
    return plan.certificate().certificate();
  }

  /// The proxy's certificate for Java: `-Djavax.net.ssl.trustStore=`, without a password.
  public Path trustStore() {
    return plan.certificate().trustStore();
  }

  /// Makes our accounts at the simulated providers known to the platform, and its webhooks to them,
  /// which simulators forget when they end. Is done by `up` with an empty inbox; nothing happens
  /// without simulators.
  ///
  /// @param inbox usernames of those who get what unknown people write
  public void connectSimulators(List<String> inbox) {
    simulatorsUrl()
        .ifPresent(url -> {
          var credentials = Credentials.client(Plan.ADMIN, secrets.adminSecret());
          try (var admin = Chat4AllClient.connect(plainUrl(), credentials)) {
            new SimulatedChannels(url, plainUrl()).connect(admin, inbox);
          } catch (Chat4AllException e) {
            throw new ClusterException("the channels cannot be set up: " + e.getMessage(), e);
          }
        });
  }

  /// Where its state, data and logs lie.
  public Path dataDir() {
    return state.config().dataDir();
  }

  /// The password of the people that `chat4all cluster up` makes to try things with.
  public String userPassword() {
    return secrets.userPassword();
  }

  private static URI http(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// Stops every node, the edge first and the engines last; the data stays. What does not end by
  /// itself is killed. Closing again does nothing.
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    stop(node -> node.kind() == NodeKind.PROXY, ENGINE_PATIENCE);
    stop(node -> node.kind().isRole(), EDGE_PATIENCE);
    stop(_ -> true, ENGINE_PATIENCE);
    spawner.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop(Predicate<Node> which, Duration patience) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var stopped =
          nodes.stream()
              .filter(which)
              .map(node -> CompletableFuture.runAsync(() -> node.stop(patience), threads))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(stopped).join();
    }
  }
}
