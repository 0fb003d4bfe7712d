package io.chat4all.server;

import io.chat4all.core.file.ObjectStore;
import io.chat4all.log.kafka.EmbeddedBroker;
import io.chat4all.log.kafka.KafkaLog;
import io.chat4all.log.kafka.KafkaLogConfig;
import io.chat4all.store.disk.DiskObjectStore;
import io.chat4all.store.jdbc.JdbcStores;
import io.chat4all.store.jdbc.SqliteConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// What the platform runs on: the log, and the stores.
///
/// @param broker the embedded broker; absent when Kafka is somewhere else
record Engines(Optional<EmbeddedBroker> broker, KafkaLog log, JdbcStores stores, ObjectStore files)
    implements AutoCloseable {

  private static final Duration LINGER = Duration.ofMillis(2);
  private static final long PRODUCER_BUFFER_BYTES = 32L << 20;

  /// Starts them side by side; what did start is closed again when one does not.
  static Engines start(ServerConfig config, DataDirectory directory, Clock clock) {
    var stores = CompletableFuture.supplyAsync(() -> stores(config.store(), directory));
    var broker =
        config.log().bootstrapServers().isEmpty()
            ? Optional.of(EmbeddedBroker.start(directory.log()))
            : Optional.<EmbeddedBroker>empty();
    try {
      var log = KafkaLog.open(logConfig(config.log(), broker));
      try {
        return new Engines(
            broker, log, stores.join(), DiskObjectStore.open(directory.files(), clock));
      } catch (CompletionException e) {
        log.close();
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    } catch (RuntimeException e) {
      broker.ifPresent(EmbeddedBroker::close);
      throw e;
    }
  }

  private static JdbcStores stores(ServerConfig.Store config, DataDirectory directory) {
    return config
        .database()
        .map(JdbcStores::postgres)
        .orElseGet(() ->
            JdbcStores.sqlite(
                directory.store(),
                new SqliteConfig(config.cacheMebibytes(), SqliteConfig.Synchronous.FULL)));
  }

  private static KafkaLogConfig logConfig(
      ServerConfig.Log config, Optional<EmbeddedBroker> broker) {
    int replicas = broker.isPresent() ? 1 : config.replicationFactor();
    return broker
        .map(KafkaLogConfig::of)
        .orElseGet(() -> KafkaLogConfig.of(config.bootstrapServers()))
        .withTopicPrefix(config.topicPrefix())
        .withTopics(config.partitions(), replicas)
        .withProducing(
            new KafkaLogConfig.Producing(LINGER, config.deliveryTimeout(), PRODUCER_BUFFER_BYTES));
  }

  @Override
  public void close() {
    log.close();
    stores.close();
    broker.ifPresent(EmbeddedBroker::close);
  }
}
