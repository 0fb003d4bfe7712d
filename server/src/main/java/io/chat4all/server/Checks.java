package io.chat4all.server;

import io.chat4all.core.check.Finding;
import io.chat4all.log.kafka.KafkaLog;
import io.chat4all.server.doctor.Check;
import io.chat4all.server.doctor.Machine;
import io.chat4all.store.cassandra.CassandraStore;
import io.chat4all.store.jdbc.JdbcStores;
import io.chat4all.store.mongo.MongoStore;
import io.chat4all.store.redis.RedisStore;
import io.chat4all.store.s3.S3ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What `doctor` looks at: one check for each thing that the settings name. Another engine is
/// another line of [#of].
final class Checks {

  private static final Logger log = LoggerFactory.getLogger(Checks.class);

  private Checks() {}

  static List<Check> of(ServerConfig config, Clock clock) {
    var checks = new ArrayList<Check>();
    add(checks, "jdk", "JAVA_HOME", () -> Machine.jdk(Runtime.version()));
    add(checks, "secret", "SECRET_KEY", () -> secret(config));
    add(checks, "disk", "CHAT4ALL_DATA_DIR", () -> Machine.room(config.dataDir()));
    if (config.log().bootstrapServers().isEmpty()) {
      add(checks, "log", "CHAT4ALL_DATA_DIR", () -> Finding.ok("log", "embedded"));
    } else {
      var kafka = Engines.logConfig(config.log());
      checks.add(new Check("kafka", "KAFKA_BOOTSTRAP_SERVERS", () -> KafkaLog.examine(kafka)));
    }
    config
        .store()
        .database()
        .ifPresentOrElse(
            it ->
                checks.add(
                    new Check("database", "DATABASE_URL", () -> JdbcStores.examine(it, clock))),
            () ->
                checks.add(
                    new Check("stores", "CHAT4ALL_DATA_DIR", () -> embedded(config.dataDir()))));
    config
        .store()
        .cassandra()
        .ifPresent(it ->
            checks.add(
                new Check("cassandra", "CASSANDRA_HOSTS", () -> CassandraStore.examine(it))));
    config
        .store()
        .mongo()
        .ifPresent(
            it -> checks.add(new Check("mongodb", "MONGODB_URI", () -> MongoStore.examine(it))));
    config
        .files()
        .ifPresent(it ->
            checks.add(
                new Check("files", "MINIO_ENDPOINT", () -> S3ObjectStore.examine(it, clock))));
    config
        .redis()
        .ifPresent(
            it -> checks.add(new Check("redis", "REDIS_URL", () -> RedisStore.examine(it, clock))));
    config
        .http()
        .publicUrl()
        .ifPresent(it ->
            checks.add(
                new Check(
                    "public url", "CHAT4ALL_PUBLIC_URL", () -> Machine.publicUrl(it, clock))));
    return checks;
  }

  /// Says, after a start, which engines' clocks are not like ours: some seconds are harmless,
  /// minutes make leases, limits and tokens end too early or too late.
  static void warnOfClocks(ServerConfig config, Clock clock) {
    var findings = new ArrayList<Finding>();
    try {
      config
          .store()
          .database()
          .ifPresent(it -> findings.addAll(JdbcStores.examineClock(it, clock)));
      config.redis().ifPresent(it -> findings.addAll(RedisStore.examine(it, clock)));
    } catch (RuntimeException e) {
      log.debug("Clocks were not compared", e);
    }
    for (var finding : findings) {
      if (finding.name().startsWith("clock") && finding.level() != Finding.Level.OK) {
        log.warn("The {} is {}: {}", finding.name(), finding.found(), finding.mend());
      }
    }
  }

  /// Says, at a start, that a file put here is unknown to other processes, where there are some.
  static void warnOfOwnFiles(ServerConfig config) {
    if (config.files().isEmpty() && !config.roles().equals(ServerRole.ALL)) {
      log.warn(
          "Files are kept in this process's data directory, where no other process finds them;"
              + " set MINIO_ENDPOINT (or CHAT4ALL_S3_AWS) to share them: roles={} dataDir={}",
          config.roles(),
          config.dataDir());
    }
  }

  private interface One {
    Finding look();
  }

  private static void add(List<Check> checks, String name, String setting, One one) {
    checks.add(new Check(name, setting, () -> List.of(one.look())));
  }

  private static Finding secret(ServerConfig config) {
    try {
      SecretStrength.require("secret-key (SECRET_KEY)", config.secretKey());
      return Finding.ok("secret", "SECRET_KEY is set and long enough");
    } catch (ConfigException e) {
      var message = String.valueOf(e.getMessage());
      return Finding.fail(
          "secret",
          message.replaceFirst(" \\(expected.*", ""),
          "set SECRET_KEY to the output of `openssl rand -hex 32`, the same for every process");
    }
  }

  private static List<Finding> embedded(Path dataDir) {
    var stores = DataDirectory.storeOf(dataDir);
    var findings = JdbcStores.examine(stores);
    return findings.isEmpty()
        ? List.of(Finding.ok("stores", "embedded, nothing there yet"))
        : findings;
  }
}
