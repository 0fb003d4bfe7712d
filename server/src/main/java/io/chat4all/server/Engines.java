package io.chat4all.server;

import io.chat4all.core.connector.InboundLog;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.limit.LocalRateLimits;
import io.chat4all.core.limit.RateLimits;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.presence.LocalPresence;
import io.chat4all.core.presence.Presence;
import io.chat4all.log.kafka.EmbeddedBroker;
import io.chat4all.log.kafka.KafkaLog;
import io.chat4all.log.kafka.KafkaLogConfig;
import io.chat4all.store.cassandra.CassandraStore;
import io.chat4all.store.disk.DiskObjectStore;
import io.chat4all.store.jdbc.JdbcStores;
import io.chat4all.store.jdbc.SqliteConfig;
import io.chat4all.store.mongo.MongoStore;
import io.chat4all.store.redis.RedisStore;
import io.chat4all.store.s3.S3ObjectStore;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the platform runs on: the log, and the stores; each embedded, or where the settings say.
final class Engines implements AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(Engines.class);
  private static final Duration LINGER = Duration.ofMillis(2);
  private static final long PRODUCER_BUFFER_BYTES = 32L << 20;

  /// Accounts whose sends are counted at a time.
  private static final int COUNTED_ACCOUNTS = 100_000;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Optional<DiskRoom> room;
  private final KafkaLog log;
  private final JdbcStores stores;
  private final MessageStore messages;
  private final ObjectStore files;
  private final Presence presence;
  private final RateLimits rateLimits;

  private Engines(ServerConfig config, DataDirectory directory, Clock clock) {
    room =
        config.log().bootstrapServers().isEmpty() || config.store().database().isEmpty()
            ? Optional.of(keep(DiskRoom.watch(config.dataDir())))
            : Optional.empty();
    var database = begin(() -> database(config.store(), directory));
    var cassandra =
        config.store().cassandra().map(it -> begin(() -> CassandraStore.open(it, clock)));
    var mongo = config.store().mongo().map(it -> begin(() -> MongoStore.open(it)));
    try {
      log = keep(KafkaLog.open(logConfig(config.log(), directory)));
      stores = keep(database.join());
      if (config.log().bootstrapServers().isEmpty()) {
        var _ = log.fillLostEnds(stores::positions);
      }
      messages =
          cassandra
              .map(it -> keep(it.join()).messages())
              .or(() -> mongo.map(it -> keep(it.join()).messages()))
              .orElseGet(stores::messages);
      files = files(config, directory, clock);
      var redis = config.redis().map(it -> keep(RedisStore.connect(it, clock)));
      presence = redis.map(RedisStore::presence).orElseGet(LocalPresence::new);
      rateLimits =
          redis
              .map(RedisStore::rateLimits)
              .orElseGet(() -> new LocalRateLimits(COUNTED_ACCOUNTS, clock));
    } catch (RuntimeException e) {
      close();
      abandon(database);
      cassandra.ifPresent(Engines::abandon);
      mongo.ifPresent(Engines::abandon);
      throw e instanceof CompletionException && e.getCause() instanceof RuntimeException cause
          ? cause
          : e;
    }
  }

  /// Starts them side by side; what did start is closed again when one does not, and
  /// [EngineException] names its setting.
  static Engines start(ServerConfig config, DataDirectory directory, Clock clock) {
    Checks.warnOfOwnFiles(config);
    try {
      var engines = new Engines(config, directory, clock);
      var _ = Thread.startVirtualThread(() -> Checks.warnOfClocks(config, clock));
      return engines;
    } catch (IllegalStateException | UncheckedIOException e) {
      throw new EngineException(String.valueOf(e.getMessage()), e);
    }
  }

  KafkaLog log() {
    return log;
  }

  /// Where facts are put; refuses them while the disk of an embedded engine is full.
  FactLog facts() {
    return room.map(it -> it.guard(log.facts())).orElseGet(log::facts);
  }

  /// Where what providers tell is put; refuses it while the disk of an embedded engine is full.
  InboundLog inbound() {
    return room.map(it -> it.guard(log.inbound())).orElseGet(log::inbound);
  }

  /// Whether what is sent can be accepted now.
  boolean isReady() {
    return log.isReachable() && room.map(DiskRoom::isEnough).orElse(true);
  }

  /// The directories, and the ledger of deliveries.
  JdbcStores stores() {
    return stores;
  }

  /// The history.
  MessageStore messages() {
    return messages;
  }

  ObjectStore files() {
    return files;
  }

  Presence presence() {
    return presence;
  }

  RateLimits rateLimits() {
    return rateLimits;
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      close(opened.pop());
    }
  }

  private static void close(AutoCloseable engine) {
    try {
      engine.close();
    } catch (Exception e) {
      logger.warn("Engine did not close: engine={}", engine.getClass().getSimpleName(), e);
    }
  }

  private <E extends AutoCloseable> E keep(E engine) {
    opened.push(engine);
    return engine;
  }

  private static <E> CompletableFuture<E> begin(Supplier<E> opening) {
    return CompletableFuture.supplyAsync(opening, Thread::startVirtualThread);
  }

  /// Closes it when it comes.
  private static void abandon(CompletableFuture<? extends AutoCloseable> coming) {
    var _ = coming.thenAccept(Engines::close);
  }

  private static JdbcStores database(ServerConfig.Store config, DataDirectory directory) {
    return config
        .database()
        .map(JdbcStores::postgres)
        .orElseGet(() ->
            JdbcStores.sqlite(
                directory.store(),
                new SqliteConfig(config.cacheMebibytes(), SqliteConfig.Synchronous.FULL)));
  }

  private ObjectStore files(ServerConfig config, DataDirectory directory, Clock clock) {
    return config.files().isPresent()
        ? keep(S3ObjectStore.open(config.files().get(), clock))
        : keep(DiskObjectStore.open(directory.files(), clock));
  }

  private KafkaLogConfig logConfig(ServerConfig.Log config, DataDirectory directory) {
    return config.bootstrapServers().isEmpty()
        ? logConfig(config, KafkaLogConfig.of(keep(EmbeddedBroker.start(directory.log()))), 1)
        : logConfig(config);
  }

  /// Of a log that is not embedded.
  static KafkaLogConfig logConfig(ServerConfig.Log config) {
    return logConfig(
        config,
        KafkaLogConfig.of(config.bootstrapServers()).withSecurity(config.security()),
        config.replicationFactor());
  }

  private static KafkaLogConfig logConfig(
      ServerConfig.Log config, KafkaLogConfig where, int replicationFactor) {
    return where
        .withTopicPrefix(config.topicPrefix())
        .withTopics(config.partitions(), replicationFactor)
        .withSessionTimeout(config.sessionTimeout())
        .withProducing(
            new KafkaLogConfig.Producing(LINGER, config.deliveryTimeout(), PRODUCER_BUFFER_BYTES));
  }
}
