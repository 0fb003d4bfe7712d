package io.chat4all.cluster;

import io.chat4all.cluster.NodeSpec.Place;
import io.chat4all.cluster.engine.BrokerSettings;
import io.chat4all.cluster.engine.CassandraFiles;
import io.chat4all.cluster.engine.Certificate;
import io.chat4all.cluster.engine.HaproxyConfig;
import io.chat4all.cluster.engine.HaproxySocket;
import io.chat4all.cluster.engine.HealthCheck;
import io.chat4all.cluster.engine.PostgresFiles;
import io.chat4all.cluster.engine.PrivateFiles;
import io.chat4all.cluster.engine.RedisFiles;
import io.chat4all.cluster.engine.S3Files;
import io.chat4all.cluster.process.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// The nodes of a cluster, out of what is written down of it: the same in every process.
final class Plan {

  static final String ADMIN = "cluster_admin";

  private static final String TERM = "TERM";
  private static final String FAST_SHUTDOWN = "INT";

  private final ClusterState state;
  private final Secrets secrets;
  private final Distribution distribution;

  Plan(ClusterState state, Secrets secrets, Distribution distribution) {
    this.state = state;
    this.secrets = secrets;
    this.distribution = distribution;
  }

  /// In the order in which they start.
  List<NodeSpec> nodes() {
    var config = state.config();
    var nodes = new ArrayList<NodeSpec>();
    numbered(config.engines().brokers()).forEach(number -> nodes.add(broker(number)));
    nodes.add(postgres());
    if (config.engines().cassandra()) {
      nodes.add(cassandra());
    }
    if (config.engines().s3()) {
      nodes.add(s3());
    }
    if (config.engines().redis()) {
      nodes.add(redis());
    }
    if (config.simulators()) {
      nodes.add(simulators());
    }
    if (state.hasProxy()) {
      nodes.add(proxy());
    }
    numbered(config.roles().gateways()).forEach(n -> nodes.add(role(NodeKind.GATEWAY, n)));
    numbered(config.roles().routers()).forEach(n -> nodes.add(role(NodeKind.ROUTER, n)));
    numbered(config.roles().connectors()).forEach(n -> nodes.add(role(NodeKind.CONNECTORS, n)));
    return nodes;
  }

  /// Where a node keeps its files.
  Path directory(String node) {
    return state.config().dataDir().resolve("nodes").resolve(node);
  }

  Certificate certificate() {
    return new Certificate(state.config().dataDir().resolve("tls"));
  }

  BrokerSettings brokers() {
    var listeners =
        numbered(state.config().engines().brokers()).stream()
            .map(ClusterNames::broker)
            .map(name ->
                new BrokerSettings.Listeners(
                    state.port(name), state.port(ClusterNames.otherPort(name))))
            .toList();
    return new BrokerSettings(secrets.kafkaClusterId(), listeners);
  }

  HaproxySocket proxySocket() {
    return new HaproxySocket(directory(ClusterNames.PROXY).resolve(HaproxyConfig.SOCKET));
  }

  private NodeSpec broker(int number) {
    var name = ClusterNames.broker(number);
    var directory = directory(name);
    var settings = directory.resolve("broker.properties");
    int port = state.port(name);
    return new NodeSpec(
        name,
        NodeKind.BROKER,
        new Place(port, state.port(ClusterNames.otherPort(name)), HealthCheck.kafka(port)),
        () -> PrivateFiles.write(settings, brokers().properties(number, directory.resolve("data"))),
        distribution.broker("256m", settings),
        environment(),
        TERM);
  }

  private NodeSpec postgres() {
    var jar = distribution.engine("postgres").getFirst();
    var files = new PostgresFiles(jar, directory(ClusterNames.POSTGRES).resolve("data"));
    int port = state.port(ClusterNames.POSTGRES);
    return new NodeSpec(
        ClusterNames.POSTGRES,
        NodeKind.POSTGRES,
        new Place(port, HealthCheck.postgres(port, PostgresFiles.USER, PostgresFiles.USER)),
        () -> files.prepare(secrets.postgresPassword()),
        files.command(port),
        Map.of("LC_ALL", "C", "TZ", "UTC"),
        FAST_SHUTDOWN);
  }

  private NodeSpec cassandra() {
    var name = ClusterNames.CASSANDRA;
    var module = distribution.module("cassandra-node", "cassandra.classpath");
    var files = new CassandraFiles(module, directory(name));
    int port = state.port(name);
    int storagePort = state.port(ClusterNames.otherPort(name));
    return new NodeSpec(
        name,
        NodeKind.CASSANDRA,
        new Place(port, storagePort, HealthCheck.cassandra(port)),
        () -> files.prepare(port, storagePort),
        files.command(Distribution.java()),
        environment(),
        TERM);
  }

  private NodeSpec s3() {
    var files =
        new S3Files(distribution.module("s3-node", "s3.classpath"), directory(ClusterNames.S3));
    int port = state.port(ClusterNames.S3);
    return new NodeSpec(
        ClusterNames.S3,
        NodeKind.S3,
        new Place(port, HealthCheck.anyHttp(port)),
        () -> files.prepare(port, secrets.s3AccessKey(), secrets.s3SecretKey()),
        files.command(Distribution.java()),
        environment(),
        TERM);
  }

  private NodeSpec redis() {
    var files =
        new RedisFiles(distribution.engine("redis").getFirst(), directory(ClusterNames.REDIS));
    int port = state.port(ClusterNames.REDIS);
    return new NodeSpec(
        ClusterNames.REDIS,
        NodeKind.REDIS,
        new Place(port, HealthCheck.redis(port)),
        () -> files.prepare(port, secrets.redisPassword()),
        files.command(),
        Map.of(),
        TERM);
  }

  private NodeSpec simulators() {
    int port = state.port(ClusterNames.SIMULATORS);
    return new NodeSpec(
        ClusterNames.SIMULATORS,
        NodeKind.SIMULATORS,
        new Place(port, HealthCheck.http(port, "/control/people")),
        () -> {},
        distribution.server("128m", List.of("simulators", "--port", Integer.toString(port))),
        environment(),
        TERM);
  }

  private NodeSpec proxy() {
    var haproxy =
        Tools.find("haproxy")
            .orElseThrow(() ->
                new ClusterException(
                    "haproxy is not installed (Debian: apt-get install haproxy; or go without:"
                        + " --no-proxy)"));
    var file = directory(ClusterNames.PROXY).resolve("haproxy.cfg");
    int https = state.port(ClusterNames.PROXY);
    int http = state.port(ClusterNames.otherPort(ClusterNames.PROXY));
    var gateways =
        numbered(state.config().roles().gateways()).stream()
            .map(number -> state.port(ClusterNames.role(NodeKind.GATEWAY, number)))
            .toList();
    var settings = new HaproxyConfig(https, http, certificate().keyAndCertificate(), gateways);
    return new NodeSpec(
        ClusterNames.PROXY,
        NodeKind.PROXY,
        new Place(https, http, HealthCheck.http(http, HaproxyConfig.HEALTH_PATH)),
        () -> {
          certificate().makeIfMissing(secrets.keyPassword());
          PrivateFiles.write(file, settings.text());
        },
        List.of(haproxy.toString(), "-db", "-f", file.toString()),
        Map.of(),
        TERM);
  }

  private NodeSpec role(NodeKind kind, int number) {
    var name = ClusterNames.role(kind, number);
    int port = state.port(name);
    var env = environment();
    var role = kind.toString().toLowerCase(Locale.ROOT);
    // Webhooks wait for others as connectors do: one process here has both.
    env.put("CHAT4ALL_ROLES", kind == NodeKind.CONNECTORS ? role + ",webhooks" : role);
    env.put("CHAT4ALL_PORT", Integer.toString(port));
    env.put("CHAT4ALL_DATA_DIR", directory(name).resolve("data").toString());
    env.put("CHAT4ALL_PUBLIC_URL", plainUrl());
    env.put("SECRET_KEY", secrets.secretKey());
    env.put("CHAT4ALL_ADMIN_CLIENT_ID", ADMIN);
    env.put("CHAT4ALL_ADMIN_CLIENT_SECRET", secrets.adminSecret());
    env.put("KAFKA_BOOTSTRAP_SERVERS", brokers().bootstrapServers());
    env.put("CHAT4ALL_PARTITIONS", Integer.toString(state.partitions()));
    env.put("CHAT4ALL_REPLICATION_FACTOR", Integer.toString(state.config().engines().brokers()));
    env.put("CHAT4ALL_SESSION_TIMEOUT", "3s");
    stores(env);
    if (kind == NodeKind.GATEWAY && state.hasProxy()) {
      // HAProxy looks once a second, and clients have to come back over another connection.
      env.put("CHAT4ALL_DRAIN_DELAY", "4s");
    }
    return new NodeSpec(
        name,
        kind,
        new Place(port, HealthCheck.http(port, "/health")),
        () -> {},
        distribution.server("256m", List.of("serve")),
        env,
        TERM);
  }

  private void stores(Map<String, String> env) {
    var engines = state.config().engines();
    env.put("DATABASE_URL", databaseUrl());
    if (engines.cassandra()) {
      env.put("CASSANDRA_HOSTS", "127.0.0.1:" + state.port(ClusterNames.CASSANDRA));
      env.put("CASSANDRA_REPLICATION_FACTOR", "1");
    }
    if (engines.s3()) {
      env.put("MINIO_ENDPOINT", "http://127.0.0.1:" + state.port(ClusterNames.S3));
      env.put("MINIO_ACCESS_KEY", secrets.s3AccessKey());
      env.put("MINIO_SECRET_KEY", secrets.s3SecretKey());
    }
    if (engines.redis()) {
      env.put("REDIS_URL", redisUrl());
    }
  }

  /// Where this machine's providers and people reach the platform without TLS.
  String plainUrl() {
    var node =
        state.hasProxy()
            ? ClusterNames.otherPort(ClusterNames.PROXY)
            : ClusterNames.role(NodeKind.GATEWAY, 1);
    return "http://127.0.0.1:" + state.port(node);
  }

  private String databaseUrl() {
    return "postgresql://%1$s:%2$s@127.0.0.1:%3$d/%1$s"
        .formatted(
            PostgresFiles.USER, secrets.postgresPassword(), state.port(ClusterNames.POSTGRES));
  }

  private String redisUrl() {
    return "redis://:%s@127.0.0.1:%d/0"
        .formatted(secrets.redisPassword(), state.port(ClusterNames.REDIS));
  }

  /// Nothing of our own environment, whose settings are not meant for these.
  private static Map<String, String> environment() {
    var env = new HashMap<String, String>();
    for (var name : List.of("PATH", "HOME", "LANG", "TMPDIR")) {
      var value = System.getenv(name);
      if (value != null) {
        env.put(name, value);
      }
    }
    return env;
  }

  private static List<Integer> numbered(int count) {
    return IntStream.rangeClosed(1, count).boxed().toList();
  }
}
