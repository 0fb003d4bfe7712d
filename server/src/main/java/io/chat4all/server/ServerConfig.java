package io.chat4all.server;

import io.chat4all.core.identity.Secret;
import io.chat4all.core.limit.Limit;
import io.chat4all.log.kafka.KafkaSecurity;
import io.chat4all.store.cassandra.CassandraConfig;
import io.chat4all.store.jdbc.PostgresConfig;
import io.chat4all.store.mongo.MongoConfig;
import io.chat4all.store.redis.RedisConfig;
import io.chat4all.store.s3.S3Config;
import io.chat4all.worker.webhook.WebhookConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// All settings, checked; `reference.conf` documents each.
record ServerConfig(
    Set<ServerRole> roles,
    Path dataDir,
    Secret secretKey,
    Http http,
    Auth auth,
    Messages messages,
    Duration heartbeat,
    Log log,
    Store store,
    Optional<S3Config> files,
    Optional<RedisConfig> redis,
    Optional<Limit> sends,
    ChannelsConfig channels,
    WebhookConfig webhooks) {

  /// Where requests are served when nothing is set.
  static final int DEFAULT_PORT = 8000;

  ServerConfig {
    require(
        roles.equals(ServerRole.ALL)
            || (!log.bootstrapServers().isEmpty() && store.database().isPresent()),
        "roles",
        roles,
        "all of them, or KAFKA_BOOTSTRAP_SERVERS and DATABASE_URL set: embedded engines serve one"
            + " process");
    require(
        roles.contains(ServerRole.GATEWAY) || http.publicUrl().isPresent(),
        "http.public-url",
        "not set",
        "set (CHAT4ALL_PUBLIC_URL) where this process is no gateway: links to files lead there");
    require(heartbeat.toMillis() >= 100, "sessions.heartbeat", heartbeat, ">= 100ms");
  }

  /// The same with what a demo has of its own.
  ServerConfig with(Secret secret, ChannelsConfig itsChannels, WebhookConfig itsWebhooks) {
    return new ServerConfig(
        roles,
        dataDir,
        secret,
        http,
        auth,
        messages,
        heartbeat,
        log,
        store,
        files,
        redis,
        sends,
        itsChannels,
        itsWebhooks);
  }

  /// @param grpcPort a further port, or empty
  /// @param webSocketPort a further port, or empty
  /// @param publicUrl where providers reach us; empty for where we listen
  record Http(
      String address,
      int port,
      OptionalInt grpcPort,
      OptionalInt webSocketPort,
      int maxRequestBytes,
      int maxCalls,
      Duration drainDelay,
      Duration drainTimeout,
      Optional<URI> publicUrl) {
    Http {
      require(port >= 0 && port <= 65_535, "http.port", port, "0..65535");
      require(maxRequestBytes >= 1 << 16, "http.max-request-size", maxRequestBytes, ">= 64 KiB");
      require(maxCalls >= 1, "http.max-calls", maxCalls, ">= 1");
      require(!drainDelay.isNegative(), "http.drain-delay", drainDelay, ">= 0s");
      require(drainTimeout.isPositive(), "http.drain-timeout", drainTimeout, "> 0s");
    }
  }

  record Auth(
      Duration accessTokenLifetime,
      Duration refreshTokenLifetime,
      int bcryptCost,
      String adminClientId,
      Secret adminClientSecret) {
    Auth {
      require(
          accessTokenLifetime.toSeconds() >= 1,
          "auth.access-token-lifetime",
          accessTokenLifetime,
          ">= 1s");
      require(
          refreshTokenLifetime.compareTo(accessTokenLifetime) >= 0,
          "auth.refresh-token-lifetime",
          refreshTokenLifetime,
          "at least auth.access-token-lifetime");
      require(bcryptCost >= 4 && bcryptCost <= 16, "auth.bcrypt-cost", bcryptCost, "4..16");
      require(
          adminClientId.isEmpty() == !adminClientSecret.isSet(),
          "auth.admin-client",
          "half of it",
          "id and secret together");
      require(
          !adminClientSecret.isSet() || adminClientSecret.reveal().length() >= 16,
          "auth.admin-client.secret",
          "too short",
          "at least 16 characters");
    }
  }

  record Messages(int maxTextBytes, int maxMembers) {
    Messages {
      require(
          maxTextBytes >= 1 && maxTextBytes <= 1 << 20,
          "messages.max-text-size",
          maxTextBytes,
          "1..1 MiB");
      require(maxMembers >= 2, "messages.max-members", maxMembers, ">= 2");
    }
  }

  /// @param bootstrapServers empty for the embedded broker
  /// @param security how the servers are spoken to
  record Log(
      String bootstrapServers,
      KafkaSecurity security,
      String topicPrefix,
      int partitions,
      int replicationFactor,
      Duration deliveryTimeout,
      Duration sessionTimeout) {
    Log {
      require(
          !bootstrapServers.isEmpty() || security.equals(KafkaSecurity.open()),
          "log.security (KAFKA_SECURITY_PROTOCOL)",
          security.protocol(),
          "KAFKA_BOOTSTRAP_SERVERS set: the embedded broker has no logins and no TLS");
      require(partitions >= 1 && partitions <= 1_000, "log.partitions", partitions, "1..1000");
      require(replicationFactor >= 1, "log.replication-factor", replicationFactor, ">= 1");
      require(
          deliveryTimeout.toMillis() >= 1_000, "log.delivery-timeout", deliveryTimeout, ">= 1s");
      require(
          sessionTimeout.toMillis() >= 1_000 && sessionTimeout.toMillis() <= 300_000,
          "log.session-timeout",
          sessionTimeout,
          "1s..5m");
    }
  }

  /// @param cacheMebibytes of the embedded message store
  /// @param database where the stores are instead; absent for the embedded ones
  /// @param cassandra where the history is instead
  /// @param mongo where it is instead of that; at most one of the two is present
  record Store(
      int cacheMebibytes,
      Optional<PostgresConfig> database,
      Optional<CassandraConfig> cassandra,
      Optional<MongoConfig> mongo) {
    Store {
      require(cacheMebibytes >= 1, "store.cache-size", cacheMebibytes, ">= 1 MiB");
    }
  }

  static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new ConfigException("%s: %s (expected: %s)".formatted(key, value, expected));
    }
  }
}
