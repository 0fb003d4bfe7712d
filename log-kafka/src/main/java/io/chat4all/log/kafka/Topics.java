package io.chat4all.log.kafka;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The topics' names, partitions and ids; made at start where they are missing, those of the
/// channels when they are used first. Thread-safe.
final class Topics {

  private static final Logger log = LoggerFactory.getLogger(Topics.class);
  private static final Map<String, String> RETAINED = Map.of();
  private static final Duration EVENT_RETENTION = Duration.ofHours(1);
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);
  private static final Duration EVENT_SEGMENT = Duration.ofMinutes(15);

  /// A record's own limit, and room for the frame of its batch.
  private static final int MAX_BATCH_BYTES = ClientSettings.MAX_RECORD_BYTES + (64 << 10);

  private final KafkaLogConfig config;
  private final Map<String, TopicDescription> descriptions = new ConcurrentHashMap<>();

  private Topics(KafkaLogConfig config) {
    this.config = config;
  }

  /// Makes what is missing and checks what is there; waits until all can be written.
  static Topics prepare(KafkaLogConfig config, Admin admin) {
    var topics = new Topics(config);
    try {
      topics.prepare(topics.wanted(), admin);
    } catch (ExecutionException e) {
      throw new IllegalStateException(Refusals.of(e, config), e);
    }
    topics.check(topics.messages());
    topics.check(topics.statusUpdates());
    topics.all().forEach(topics::warnOfFewReplicas);
    return topics;
  }

  /// How the topics would be made.
  static List<NewTopic> wanted(KafkaLogConfig config) {
    return new Topics(config).wanted();
  }

  /// How the topic of a channel's deliveries would be made.
  static NewTopic outbound(String name, KafkaLogConfig config) {
    return new Topics(config).topic(name, config.topics().partitions(), RETAINED);
  }

  /// The topic of a channel's deliveries; made when it is missing. Throws `ApiException` with
  /// `UNAVAILABLE` when it cannot be.
  String outbound(ChannelId channel, Supplier<Admin> admins) {
    var name = config.topics().prefix() + "outbound." + channel;
    if (!descriptions.containsKey(name)) {
      prepareOutbound(name, admins);
    }
    return name;
  }

  private synchronized void prepareOutbound(String name, Supplier<Admin> admins) {
    if (descriptions.containsKey(name)) {
      return;
    }
    try (var admin = admins.get()) {
      prepare(List.of(topic(name, config.topics().partitions(), RETAINED)), admin);
    } catch (ExecutionException e) {
      log.warn("Topic cannot be prepared: topic={}", name, e.getCause());
      throw new ApiException(ErrorCode.UNAVAILABLE, "the log has no topic " + name + " yet");
    }
  }

  private void prepare(List<NewTopic> wanted, Admin admin) throws ExecutionException {
    try {
      create(wanted, admin);
      describe(wanted.stream().map(NewTopic::name).toList(), admin);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(ErrorCode.UNAVAILABLE, "interrupted while preparing the topics");
    }
  }

  String messages() {
    return config.topics().prefix() + "messages";
  }

  String statusUpdates() {
    return config.topics().prefix() + "status_updates";
  }

  String inbound() {
    return config.topics().prefix() + "inbound";
  }

  String events() {
    return config.topics().prefix() + "events";
  }

  String webhooks() {
    return config.topics().prefix() + "webhooks";
  }

  String directory() {
    return config.topics().prefix() + "directory";
  }

  String deadLetters() {
    return config.topics().prefix() + "dead_letters";
  }

  List<String> all() {
    return List.of(
        messages(), statusUpdates(), inbound(), events(), webhooks(), directory(), deadLetters());
  }

  /// The topic's id, which a topic that was deleted and made anew does not share.
  String id(String topic) {
    return description(topic).topicId().toString();
  }

  int partitions(String topic) {
    return description(topic).partitions().size();
  }

  private TopicDescription description(String topic) {
    var description = descriptions.get(topic);
    if (description == null) {
      throw new IllegalArgumentException("topic: " + topic + " (expected: a prepared one)");
    }
    return description;
  }

  private static void create(List<NewTopic> wanted, Admin admin)
      throws InterruptedException, ExecutionException {
    var existing = new HashSet<>(admin.listTopics().names().get());
    var missing = new ArrayList<NewTopic>();
    for (var topic : wanted) {
      if (!existing.contains(topic.name())) {
        missing.add(topic);
      }
    }
    for (var result : admin.createTopics(missing).values().entrySet()) {
      try {
        result.getValue().get();
        log.info("Topic made: topic={}", result.getKey());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  private List<NewTopic> wanted() {
    int many = config.topics().partitions();
    var fleeting =
        Map.of(
            TopicConfig.RETENTION_MS_CONFIG, Long.toString(EVENT_RETENTION.toMillis()),
            TopicConfig.SEGMENT_MS_CONFIG, Long.toString(EVENT_SEGMENT.toMillis()));
    var compacted = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    var forever = Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1");
    return List.of(
        topic(messages(), many, RETAINED),
        topic(statusUpdates(), many, RETAINED),
        topic(inbound(), many, RETAINED),
        topic(events(), many, fleeting),
        topic(webhooks(), many, RETAINED),
        topic(directory(), 1, compacted),
        topic(deadLetters(), 1, forever));
  }

  private NewTopic topic(String name, int partitions, Map<String, String> special) {
    short replicas = (short) config.topics().replicationFactor();
    var settings = new HashMap<>(special);
    settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_BATCH_BYTES));
    settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, replicas >= 3 ? "2" : "1");
    return new NewTopic(name, partitions, replicas).configs(settings);
  }

  /// A broker may hear of a new topic a moment after the controller made it. INVARIANT: a topic is
  /// known only when it can be written.
  private void describe(List<String> names, Admin admin)
      throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (true) {
      try {
        var found = admin.describeTopics(names).allTopicNames().get();
        awaitLeaders(found, admin);
        descriptions.putAll(found);
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /// Asks every partition something, so that the first append does not meet one that is not open.
  private static void awaitLeaders(Map<String, TopicDescription> found, Admin admin)
      throws InterruptedException, ExecutionException {
    var partitions = new HashMap<TopicPartition, OffsetSpec>();
    found.forEach((topic, description) ->
        description
            .partitions()
            .forEach(info ->
                partitions.put(new TopicPartition(topic, info.partition()), OffsetSpec.latest())));
    var _ = admin.listOffsets(partitions).all().get();
  }

  private void check(String topic) {
    int found = partitions(topic);
    if (found != config.topics().partitions()) {
      throw new IllegalStateException(
          "CHAT4ALL_PARTITIONS: topic %s has %d partitions (expected: %d, as configured; the number decides where a conversation is and never changes)"
              .formatted(topic, found, config.topics().partitions()));
    }
  }

  private void warnOfFewReplicas(String topic) {
    int found = description(topic).partitions().getFirst().replicas().size();
    if (found < config.topics().replicationFactor()) {
      log.warn(
          "CHAT4ALL_REPLICATION_FACTOR: topic has fewer copies: topic={} found={} expected={}",
          topic,
          found,
          config.topics().replicationFactor());
    }
  }
}
