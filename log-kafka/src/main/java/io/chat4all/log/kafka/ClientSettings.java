package io.chat4all.log.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// How our Kafka clients are set up.
final class ClientSettings {

  /// The largest record; an event of presence names every conversation of its user.
  static final int MAX_RECORD_BYTES = 4 << 20;

  private static final int BATCH_BYTES = 64 << 10;

  private static final Duration LONGEST_HEARTBEAT = Duration.ofSeconds(1);
  private static final int HEARTBEATS_PER_SESSION = 5;

  /// A topic that was not written for a while must not cost the next writer a look-up.
  private static final Duration NEVER = Duration.ofDays(3_650);

  private final KafkaLogConfig config;

  ClientSettings(KafkaLogConfig config) {
    this.config = config;
  }

  Admin admin() {
    var settings = common();
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 30_000);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    return Admin.create(settings);
  }

  /// Asks another broker when one does not answer soon.
  Admin probe() {
    var settings = common();
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 1_900);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 600);
    settings.put(AdminClientConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 100);
    return Admin.create(settings);
  }

  /// One that gives up soon.
  Admin impatientAdmin(Duration patience) {
    var settings = common();
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    return Admin.create(settings);
  }

  /// A producer whose `send` waits for buffer space and metadata up to `maxBlock`.
  KafkaProducer<byte[], byte[]> producer(Duration maxBlock) {
    var producing = config.producing();
    long deliveryMillis = producing.deliveryTimeout().toMillis();
    long lingerMillis = producing.linger().toMillis();
    var settings = common();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, lingerMillis);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, producing.bufferBytes());
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, maxBlock.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) deliveryMillis);
    settings.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        (int) Math.min(5_000, deliveryMillis - lingerMillis));
    settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, NEVER.toMillis());
    settings.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500);
    if (maxBlock.isZero()) {
      // A client that starts anew when no broker answers forgets its topics, and then a producer
      // that does not wait refuses what it could keep until the broker is back.
      settings.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
    }
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /// A consumer that is one of the group that reads `kind`.
  KafkaConsumer<byte[], byte[]> groupConsumer(String kind) {
    var settings = consumer();
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.reading().groupPrefix() + kind);
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    long sessionMillis = config.reading().sessionTimeout().toMillis();
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) sessionMillis);
    settings.put(
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
        (int) Math.min(LONGEST_HEARTBEAT.toMillis(), sessionMillis / HEARTBEATS_PER_SESSION));
    config
        .reading()
        .instanceId()
        .ifPresent(id -> settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, id + "." + kind));
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /// A consumer that reads the ends of all partitions, alone.
  KafkaConsumer<byte[], byte[]> tailConsumer() {
    var settings = consumer();
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> consumer() {
    var settings = common();
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.reading().pollSize());
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    return settings;
  }

  private Map<String, Object> common() {
    var settings = new HashMap<>(config.security().settings());
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50L);
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
    settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return settings;
  }
}
