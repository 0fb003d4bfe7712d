package io.chat4all.log.kafka;

import io.chat4all.core.check.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/// Compares the topics that are there with how they would be made.
final class TopicExamination {

  private static final String NAME = "kafka topics";
  private static final String PARTITIONS = "log.partitions (CHAT4ALL_PARTITIONS)";

  private final KafkaLogConfig config;
  private final Admin admin;
  private final List<Finding> findings = new ArrayList<>();

  TopicExamination(KafkaLogConfig config, Admin admin) {
    this.config = config;
    this.admin = admin;
  }

  List<Finding> run() throws ExecutionException, InterruptedException {
    var wanted = wanted();
    var names =
        wanted.keySet().stream().filter(admin.listTopics().names().get()::contains).toList();
    var topics = admin.describeTopics(names).allTopicNames().get();
    var configs = configs(names);
    for (var name : names) {
      compare(
          Objects.requireNonNull(wanted.get(name)),
          Objects.requireNonNull(topics.get(name)),
          Objects.requireNonNull(configs.get(name)));
    }
    int missing = wanted.size() - names.size();
    if (missing > 0) {
      findings.add(Finding.ok(NAME, "%d are not there yet, a start makes them".formatted(missing)));
    }
    if (findings.stream().allMatch(it -> it.level() == Finding.Level.OK) && !names.isEmpty()) {
      findings.add(
          Finding.ok(NAME, "%d are as they should be: %s".formatted(names.size(), shape(topics))));
    }
    return findings;
  }

  private Map<String, NewTopic> wanted() throws ExecutionException, InterruptedException {
    var wanted = new HashMap<String, NewTopic>();
    for (var topic : Topics.wanted(config)) {
      wanted.put(topic.name(), topic);
    }
    for (var name : admin.listTopics().names().get()) {
      if (name.startsWith(config.topics().prefix() + "outbound.")) {
        wanted.put(name, Topics.outbound(name, config));
      }
    }
    return wanted;
  }

  private Map<String, Config> configs(List<String> names)
      throws ExecutionException, InterruptedException {
    var resources =
        names.stream().map(it -> new ConfigResource(ConfigResource.Type.TOPIC, it)).toList();
    return admin.describeConfigs(resources).all().get().entrySet().stream()
        .collect(Collectors.toMap(it -> it.getKey().name(), Map.Entry::getValue));
  }

  private String shape(Map<String, TopicDescription> topics) {
    var messages = topics.get(config.topics().prefix() + "messages");
    return messages == null
        ? "none of messages"
        : "%d partitions of messages, %d copies"
            .formatted(
                messages.partitions().size(), messages.partitions().getFirst().replicas().size());
  }

  private void compare(NewTopic wanted, TopicDescription topic, Config found) {
    partitions(wanted, topic);
    copies(wanted, topic, found);
    for (var setting : wanted.configs().entrySet()) {
      setting(topic.name(), setting.getKey(), setting.getValue(), found);
    }
    if (!wanted.configs().containsKey(TopicConfig.CLEANUP_POLICY_CONFIG)) {
      setting(
          topic.name(),
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_DELETE,
          found);
    }
  }

  private void partitions(NewTopic wanted, TopicDescription topic) {
    int found = topic.partitions().size();
    if (found != wanted.numPartitions()) {
      findings.add(
          Finding.fail(
              NAME,
              "%s has %d partitions (expected: %d)"
                  .formatted(topic.name(), found, wanted.numPartitions()),
              "set %s to what the topics have: they keep their number".formatted(PARTITIONS)));
    }
  }

  private void copies(NewTopic wanted, TopicDescription topic, Config found) {
    int least = number(found, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    int few = Integer.MAX_VALUE;
    int leaderless = 0;
    int behind = 0;
    int locked = 0;
    for (var partition : topic.partitions()) {
      few = Math.min(few, partition.replicas().size());
      leaderless += partition.leader() == null || partition.leader().isEmpty() ? 1 : 0;
      behind += partition.isr().size() < partition.replicas().size() ? 1 : 0;
      locked += partition.isr().size() < least ? 1 : 0;
    }
    var name = topic.name();
    if (leaderless > 0 || locked > 0) {
      findings.add(
          Finding.fail(
              NAME,
              "%s: %d partitions without a leader, %d with fewer copies in sync than min.insync.replicas=%d: sends are answered `unavailable`"
                  .formatted(name, leaderless, locked, least),
              "start the brokers that are down"));
    } else if (behind > 0) {
      findings.add(
          Finding.warn(
              NAME,
              "%s: %d partitions with a copy that is behind".formatted(name, behind),
              "start the brokers that are down, or wait for them"));
    }
    if (few < wanted.replicationFactor()) {
      findings.add(
          Finding.warn(
              NAME,
              "%s has %d copies (expected: %d)".formatted(name, few, wanted.replicationFactor()),
              "kafka-reassign-partitions, or set log.replication-factor"
                  + " (CHAT4ALL_REPLICATION_FACTOR)"));
    }
  }

  private void setting(String topic, String key, String expected, Config config) {
    var entry = config.get(key);
    var found = entry == null ? "" : String.valueOf(entry.value());
    if (found.equals(expected) || isLarger(key, found, expected)) {
      return;
    }
    var text = "%s: %s=%s (expected: %s)".formatted(topic, key, found, expected);
    var mend =
        "kafka-configs --alter --topic %s --add-config %s=%s".formatted(topic, key, expected);
    // Facts that are compacted away are lost, and records that do not fit are refused.
    boolean breaks =
        key.equals(TopicConfig.CLEANUP_POLICY_CONFIG)
            || key.equals(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    findings.add(breaks ? Finding.fail(NAME, text, mend) : Finding.warn(NAME, text, mend));
  }

  /// Room and time beyond what is needed do no harm.
  private static boolean isLarger(String key, String found, String expected) {
    return switch (key) {
      case TopicConfig.MAX_MESSAGE_BYTES_CONFIG, TopicConfig.RETENTION_MS_CONFIG ->
          unbounded(found) > unbounded(expected);
      default -> false;
    };
  }

  private static long unbounded(String number) {
    return number.equals("-1")
        ? Long.MAX_VALUE
        : number.matches("\\d{1,18}") ? Long.parseLong(number) : 0;
  }

  private static int number(Config config, String key) {
    var entry = config.get(key);
    return entry == null ? 1 : Integer.parseInt(String.valueOf(entry.value()));
  }
}
