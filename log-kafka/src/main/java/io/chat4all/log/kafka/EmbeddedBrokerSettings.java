package io.chat4all.log.kafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The embedded broker's settings: one node that is broker and controller, small in memory, quick
/// to come back after a kill.
final class EmbeddedBrokerSettings {

  static final int NODE_ID = 1;
  static final String CONTROLLER = "CONTROLLER";

  private static final int MEBI = 1 << 20;

  private EmbeddedBrokerSettings() {}

  static Map<String, String> of(Path data, int port, int controllerPort) {
    var settings = new HashMap<String, String>();
    node(settings, data, port, controllerPort);
    memory(settings);
    internalTopics(settings);
    recovery(settings);
    return settings;
  }

  private static void node(Map<String, String> settings, Path data, int port, int controllerPort) {
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE_ID));
    settings.put("listeners", listeners(port, controllerPort));
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    settings.put("log.dirs", data.toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");
  }

  private static String listeners(int port, int controllerPort) {
    return "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort);
  }

  /// The cleaner's buffer alone is 128 MiB of heap by default.
  private static void memory(Map<String, String> settings) {
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 * MEBI));
    settings.put("log.cleaner.io.buffer.size", Integer.toString(128 * 1024));
    settings.put("log.cleaner.threads", "1");
    settings.put("log.index.size.max.bytes", Integer.toString(MEBI));
    settings.put("log.preallocate", "false");
    settings.put("num.network.threads", "1");
    settings.put("num.io.threads", "2");
    settings.put("background.threads", "2");
    settings.put("queued.max.requests", "200");
    settings.put("group.coordinator.threads", "1");
    settings.put("share.coordinator.threads", "1");
  }

  private static void internalTopics(Map<String, String> settings) {
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("offsets.topic.segment.bytes", Integer.toString(8 * MEBI));
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "4");
    settings.put("default.replication.factor", "1");
    settings.put("min.insync.replicas", "1");
  }

  /// After a kill the broker reads its open segments again, so they are small; and its successor is
  /// let in when the session of the killed one is over, so that is short.
  private static void recovery(Map<String, String> settings) {
    settings.put("log.segment.bytes", Integer.toString(32 * MEBI));
    settings.put("num.recovery.threads.per.data.dir", "2");
    settings.put("broker.session.timeout.ms", "1500");
    settings.put("broker.heartbeat.interval.ms", "300");
    settings.put("controller.quorum.election.timeout.ms", "300");
    settings.put("controller.quorum.election.backoff.max.ms", "300");
    settings.put("controller.quorum.fetch.timeout.ms", "1000");
    settings.put("metadata.log.segment.bytes", Integer.toString(8 * MEBI));
  }
}
