package io.chat4all.server;

import com.typesafe.config.Config;
import io.chat4all.core.identity.Secret;
import io.chat4all.log.kafka.KafkaSecurity;
import io.chat4all.store.cassandra.CassandraConfig;
import io.chat4all.store.jdbc.PostgresConfig;
import io.chat4all.store.mongo.MongoConfig;
import io.chat4all.store.redis.RedisConfig;
import io.chat4all.store.s3.S3Config;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Reads where the engines are that are not embedded. Wrong values throw [ConfigException].
final class EngineSettings {

  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  private EngineSettings() {}

  static KafkaSecurity kafkaSecurity(Config config) {
    var settings = config.getConfig("log.security");
    return checked(
            "log.security",
            () ->
                new KafkaSecurity(
                    KafkaSecurity.Protocol.of(settings.getString("protocol")),
                    login(settings),
                    file(settings, "ca")
                        .map(it ->
                            new KafkaSecurity.Trust(
                                it, new Secret(settings.getString("ca-password")))),
                    identity(settings)))
        .orElseThrow();
  }

  private static Optional<KafkaSecurity.Login> login(Config settings) {
    var username = settings.getString("username");
    var password = new Secret(settings.getString("password"));
    var jaas = new Secret(settings.getString("jaas-config"));
    if (jaas.isSet() && (password.isSet() || !username.isEmpty())) {
      throw new IllegalArgumentException(
          "KAFKA_SASL_JAAS_CONFIG: set (expected: not beside KAFKA_SASL_USERNAME and"
              + " KAFKA_SASL_PASSWORD)");
    }
    if (username.isEmpty() && password.isSet()) {
      throw new IllegalArgumentException(
          "KAFKA_SASL_USERNAME: not set (expected: set together with KAFKA_SASL_PASSWORD)");
    }
    return username.isEmpty() && !jaas.isSet()
        ? Optional.empty()
        : Optional.of(
            new KafkaSecurity.Login(
                settings.getString("sasl-mechanism"), username, jaas.isSet() ? jaas : password));
  }

  private static Optional<KafkaSecurity.Identity> identity(Config settings) {
    var certificate = file(settings, "certificate");
    var key = file(settings, "key");
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "KAFKA_SSL_CERTIFICATE_LOCATION, KAFKA_SSL_KEY_LOCATION: one of them is set (expected:"
              + " both or none)");
    }
    return certificate.map(it -> new KafkaSecurity.Identity(it, key.orElseThrow()));
  }

  private static Optional<Path> file(Config settings, String key) {
    var path = settings.getString(key);
    return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
  }

  static ServerConfig.Store store(Config config) {
    int cache = ConfigLoader.bytes(config, "store.cache-size") >> 20;
    var cassandra = cassandra(config);
    var mongo = mongo(config);
    if (cassandra.isPresent() && mongo.isPresent()) {
      throw new ConfigException(
          "store.cassandra.hosts, store.mongodb.uri: both are set (expected: one home for the"
              + " history, CASSANDRA_HOSTS or MONGODB_URI)");
    }
    boolean isElsewhere = cassandra.isPresent() || mongo.isPresent();
    return new ServerConfig.Store(cache, database(config, !isElsewhere), cassandra, mongo);
  }

  /// Absent for the local disk.
  static Optional<S3Config> files(Config config) {
    var s3 = config.getConfig("files.s3");
    var endpoint = s3.getString("endpoint");
    if (endpoint.isEmpty() && !s3.getBoolean("aws")) {
      return Optional.empty();
    }
    var key = s3.getString("access-key");
    return checked(
        "files.s3",
        () ->
            new S3Config(
                endpoint.isEmpty() ? Optional.empty() : Optional.of(URI.create(endpoint)),
                s3.getString("region"),
                s3.getString("bucket"),
                s3.getString("prefix"),
                key.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                        new S3Config.Credentials(key, new Secret(s3.getString("secret-key")))),
                !endpoint.isEmpty(),
                s3.getDuration("start-timeout"),
                s3.getBytes("upload-memory")));
  }

  /// Absent where one gateway keeps it in memory.
  static Optional<RedisConfig> redis(Config config) {
    var url = new Secret(config.getString("redis.url"));
    return url.isSet()
        ? checked("redis", () -> RedisConfig.of(url).withPrefix(config.getString("redis.prefix")))
        : Optional.empty();
  }

  private static Optional<PostgresConfig> database(Config config, boolean withMessages) {
    var url = new Secret(config.getString("store.database-url"));
    return url.isSet()
        ? checked(
            "store.database-url, -connections",
            () ->
                PostgresConfig.of(url)
                    .withMessages(withMessages)
                    .withLimits(
                        config.getInt("store.database-connections"),
                        config.getDuration("store.database-patience")))
        : Optional.empty();
  }

  private static Optional<CassandraConfig> cassandra(Config config) {
    var settings = config.getConfig("store.cassandra");
    var hosts = settings.getString("hosts").strip();
    if (hosts.isEmpty()) {
      return Optional.empty();
    }
    var datacenter = settings.getString("local-datacenter");
    return checked(
        "store.cassandra",
        () ->
            CassandraConfig.of(COMMA.split(hosts))
                .withKeyspace(settings.getString("keyspace"))
                .withLocalDatacenter(
                    datacenter.isEmpty() ? Optional.empty() : Optional.of(datacenter))
                .withAccess(
                    new CassandraConfig.Access(
                        settings.getString("username"),
                        new Secret(settings.getString("password")),
                        settings.getBoolean("tls")))
                .withReplicationFactor(settings.getInt("replication-factor"))
                .withRetention(settings.getDuration("retention"))
                .withPatience(
                    new CassandraConfig.Patience(
                        settings.getDuration("request-timeout"),
                        settings.getDuration("start-timeout"))));
  }

  private static Optional<MongoConfig> mongo(Config config) {
    var settings = config.getConfig("store.mongodb");
    var uri = new Secret(settings.getString("uri").strip());
    return uri.isSet()
        ? checked(
            "store.mongodb",
            () ->
                MongoConfig.of(uri)
                    .withPatience(
                        settings.getDuration("request-timeout"),
                        settings.getDuration("start-timeout")))
        : Optional.empty();
  }

  private static <T> Optional<T> checked(String keys, Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(keys + ": " + e.getMessage());
    }
  }
}
