package io.chat4all.cluster.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The settings of the brokers of a cluster, each of which is broker and controller.
///
/// Three keep three replicas of everything and acknowledge what two have. Small in memory, and
/// quick to notice that one of them is gone: its partitions have another leader after about 3 s.
///
/// @param clusterId the same for all
/// @param brokers where each listens; the first has the number 1
public record BrokerSettings(String clusterId, List<Listeners> brokers) {

  static final String CONTROLLER = "CONTROLLER";
  static final String CLUSTER_ID = "chat4all.cluster.id";

  private static final int MEBI = 1 << 20;

  /// The ports of one broker.
  public record Listeners(int port, int controllerPort) {}

  public BrokerSettings {
    brokers = List.copyOf(brokers);
  }

  /// For clients.
  public String bootstrapServers() {
    return String.join(",", brokers.stream().map(broker -> "127.0.0.1:" + broker.port()).toList());
  }

  /// The properties file of one broker, numbered from 1, for [BrokerNode].
  public String properties(int number, Path data) {
    var settings = new TreeMap<String, String>();
    settings.put(CLUSTER_ID, clusterId);
    node(settings, number, data);
    replicas(settings);
    memory(settings);
    recovery(settings);
    var text = new StringBuilder();
    settings.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return text.toString();
  }

  private void node(TreeMap<String, String> settings, int number, Path data) {
    var own = brokers.get(number - 1);
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(number));
    settings.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
            .formatted(own.port(), own.controllerPort()));
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + own.port());
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("controller.quorum.voters", voters());
    settings.put("log.dirs", data.toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");
  }

  private String voters() {
    var voters = new ArrayList<String>();
    for (var broker : brokers) {
      voters.add((voters.size() + 1) + "@127.0.0.1:" + broker.controllerPort());
    }
    return String.join(",", voters);
  }

  private void replicas(TreeMap<String, String> settings) {
    var replicas = Integer.toString(brokers.size());
    var inSync = brokers.size() > 1 ? "2" : "1";
    settings.put("default.replication.factor", replicas);
    settings.put("min.insync.replicas", inSync);
    settings.put("offsets.topic.replication.factor", replicas);
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("offsets.topic.segment.bytes", Integer.toString(8 * MEBI));
    settings.put("transaction.state.log.replication.factor", replicas);
    settings.put("transaction.state.log.min.isr", inSync);
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", replicas);
    settings.put("share.coordinator.state.topic.min.isr", inSync);
    settings.put("share.coordinator.state.topic.num.partitions", "4");
  }

  /// The cleaner's buffer alone is 128 MiB of heap by default.
  private static void memory(TreeMap<String, String> settings) {
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 * MEBI));
    settings.put("log.cleaner.io.buffer.size", Integer.toString(128 * 1024));
    settings.put("log.cleaner.threads", "1");
    settings.put("log.index.size.max.bytes", Integer.toString(MEBI));
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "2");
    settings.put("num.replica.fetchers", "1");
    settings.put("background.threads", "2");
    settings.put("queued.max.requests", "200");
    settings.put("group.coordinator.threads", "1");
    settings.put("share.coordinator.threads", "1");
  }

  /// After a kill a broker reads its open segments again, so they are small; and others take over
  /// when its session ends, so that is short.
  private static void recovery(TreeMap<String, String> settings) {
    settings.put("log.segment.bytes", Integer.toString(32 * MEBI));
    settings.put("num.recovery.threads.per.data.dir", "2");
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("controller.quorum.election.timeout.ms", "500");
    settings.put("controller.quorum.election.backoff.max.ms", "500");
    settings.put("controller.quorum.fetch.timeout.ms", "1500");
    settings.put("replica.lag.time.max.ms", "3000");
    settings.put("metadata.log.segment.bytes", Integer.toString(8 * MEBI));
  }
}
