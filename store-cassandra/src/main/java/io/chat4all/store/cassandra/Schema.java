package io.chat4all.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a keyspace to the schema of this program: the resources `1.cql`, `2.cql`, … each once, by
/// one process at a time. Every statement may run again after a crash. Afterwards the session is in
/// the keyspace.
final class Schema {

  private static final Logger log = LoggerFactory.getLogger(Schema.class);
  private static final Duration STEP_TIMEOUT = Duration.ofSeconds(30);
  private static final long WAIT_NANOS = Duration.ofMillis(200).toNanos();
  private static final long FIRST_WAIT_MILLIS = 200;
  private static final long LONGEST_WAIT_MILLIS = 5_000;

  // Longer than one statement takes, and shorter than others usually wait.
  private static final int LOCK_SECONDS = 45;

  private static final String HAS_TABLE =
      "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?";
  private static final String HAS_KEYSPACE =
      "SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?";
  private static final String VERSIONS =
      "CREATE TABLE IF NOT EXISTS schema_versions (name text PRIMARY KEY, version int)";
  private static final String LOCK =
      """
      INSERT INTO schema_locks (name, owner) VALUES ('schema', ?) IF NOT EXISTS USING TTL %d\
      """
          .formatted(LOCK_SECONDS);
  private static final String APPLIED = "[applied]";
  private static final String RENEW =
      """
      UPDATE schema_locks USING TTL %d SET owner = ? WHERE name = 'schema' IF owner = ?\
      """
          .formatted(LOCK_SECONDS);
  private static final String UNLOCK =
      "DELETE FROM schema_locks WHERE name = 'schema' IF owner = ?";
  private static final String VERSION =
      "SELECT version FROM schema_versions WHERE name = 'messages'";
  private static final String SET_VERSION =
      "INSERT INTO schema_versions (name, version) VALUES ('messages', ?)";

  private final CqlSession session;
  private final CassandraConfig config;
  private final String keyspace;
  private final UUID owner = UUID.randomUUID();
  private final long end;

  Schema(CqlSession session, CassandraConfig config) {
    this.session = session;
    this.config = config;
    this.keyspace = config.keyspace();
    this.end = System.nanoTime() + config.patience().start().toNanos();
  }

  /// Tries again, less and less often, what may heal: nodes that do not agree yet, or that do not
  /// answer because all processes come at once.
  void bringUpToDate() {
    for (long wait = FIRST_WAIT_MILLIS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS)) {
      try {
        tryToBringUpToDate();
        return;
      } catch (UnauthorizedException e) {
        throw new IllegalStateException(
            "CASSANDRA_USERNAME: '%s' may not use CASSANDRA_KEYSPACE=%s: %s"
                    .formatted(config.access().username(), keyspace, e.getMessage())
                + " (expected: SELECT, MODIFY, CREATE and ALTER on it)",
            e);
      } catch (DriverException e) {
        if (System.nanoTime() >= end || Thread.currentThread().isInterrupted()) {
          throw new IllegalStateException(
              "CASSANDRA_KEYSPACE: %s cannot be brought up to date: %s (expected: a quorum of its nodes within CASSANDRA_START_TIMEOUT)"
                  .formatted(keyspace, e.getMessage()),
              e);
        }
        log.warn(
            "Keyspace is not up to date yet, trying again: CASSANDRA_KEYSPACE={} cause={}",
            keyspace,
            e.toString());
      }
      long half = wait / 2;
      LockSupport.parkNanos(
          Duration.ofMillis(half + ThreadLocalRandom.current().nextLong(half + 1)).toNanos());
    }
  }

  private void tryToBringUpToDate() {
    if (isMissing(HAS_KEYSPACE, keyspace)) {
      createKeyspace();
    }
    session.execute("USE " + keyspace);
    int newest = newest();
    int version = version();
    if (version < newest) {
      migrate(newest);
    } else if (version > newest) {
      throw tooNew(version, newest);
    }
    // Another process may have made the tables a moment ago, on another node than the next asked.
    awaitAgreement();
  }

  private IllegalStateException tooNew(int version, int newest) {
    return new IllegalStateException(
        "CASSANDRA_KEYSPACE: %s has schema version %d (expected: at most %d): "
                .formatted(keyspace, version, newest)
            + "a newer Chat4All wrote it");
  }

  private boolean isMissing(String query, Object... names) {
    return session.execute(SimpleStatement.newInstance(query, names)).one() == null;
  }

  private void createKeyspace() {
    var datacenter = datacenter();
    var nodes =
        session.getMetadata().getNodes().values().stream()
            .filter(node -> datacenter.equals(node.getDatacenter()))
            .count();
    int copies = config.replicationFactor();
    if (nodes < copies) {
      throw new IllegalStateException(
          "CASSANDRA_REPLICATION_FACTOR: %d (expected: at most %d, the nodes in %s)"
              .formatted(copies, nodes, datacenter));
    }
    try {
      ddl(
          """
          CREATE KEYSPACE IF NOT EXISTS %s
          WITH replication = {'class': 'NetworkTopologyStrategy', '%s': %d}\
          """
              .formatted(keyspace, datacenter, copies));
      log.info("Keyspace made: {} copies={} datacenter={}", keyspace, copies, datacenter);
    } catch (UnauthorizedException e) {
      throw new IllegalStateException(
          "CASSANDRA_KEYSPACE: %s is not there, and CASSANDRA_USERNAME='%s' may not make it"
                  .formatted(keyspace, config.access().username())
              + " (expected: a keyspace, or the right to CREATE on all keyspaces)",
          e);
    }
  }

  private String datacenter() {
    return config
        .localDatacenter()
        .or(() ->
            session.getMetadata().getNodes().values().stream()
                .filter(node -> node.getDistance().name().equals("LOCAL"))
                .flatMap(node -> Optional.ofNullable(node.getDatacenter()).stream())
                .findFirst())
        .orElseGet(() ->
            session.getMetadata().getNodes().values().stream()
                .map(Node::getDatacenter)
                .findFirst()
                .orElse("datacenter1"));
  }

  private int version() {
    if (isMissing(HAS_TABLE, keyspace, "schema_versions")) {
      return 0;
    }
    var row = session.execute(VERSION).one();
    return row == null ? 0 : row.getInt(0);
  }

  /// What the driver knows of the tables is read once in the end and not after every statement.
  private void migrate(int newest) {
    session.setSchemaMetadataEnabled(false);
    try {
      migrateLocked(newest);
    } finally {
      session.setSchemaMetadataEnabled(null);
    }
  }

  private void migrateLocked(int newest) {
    if (isMissing(HAS_TABLE, keyspace, "schema_locks")) {
      var id = UUID.nameUUIDFromBytes((keyspace + " locks").getBytes(StandardCharsets.UTF_8));
      // With an id of its own, so that processes that make it at the same moment make the same
      // table.
      ddl(
          """
          CREATE TABLE IF NOT EXISTS schema_locks (name text PRIMARY KEY, owner uuid)
          WITH ID = %s\
          """
              .formatted(id));
    }
    lock();
    try {
      ddl(VERSIONS);
      int version = version();
      if (version > newest) {
        throw tooNew(version, newest);
      }
      for (int next = version + 1; next <= newest; next++) {
        for (var statement : script(next).orElseThrow()) {
          renew();
          ddl(statement);
        }
        session.execute(SimpleStatement.newInstance(SET_VERSION, next));
        log.info("Keyspace brought up to date: {} version={}", keyspace, next);
      }
    } finally {
      unlock();
    }
  }

  private void lock() {
    while (!isTaken()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "CASSANDRA_KEYSPACE: %s is being brought up to date by another process"
                    .formatted(keyspace)
                + " (expected: an end within CASSANDRA_START_TIMEOUT; a lock whose process died"
                + " goes after %d s)".formatted(LOCK_SECONDS));
      }
      LockSupport.parkNanos(WAIT_NANOS);
    }
  }

  /// Also when an earlier try took it whose answer was lost.
  private boolean isTaken() {
    var row = session.execute(SimpleStatement.newInstance(LOCK, owner)).one();
    return row != null && (row.getBoolean(APPLIED) || owner.equals(row.getUuid("owner")));
  }

  /// Has the lock for its full time again.
  private void renew() {
    if (!session.execute(SimpleStatement.newInstance(RENEW, owner, owner)).wasApplied()) {
      lock();
    }
  }

  /// A lock that stays goes by itself, and this process may take it again.
  private void unlock() {
    try {
      session.execute(SimpleStatement.newInstance(UNLOCK, owner));
    } catch (DriverException e) {
      log.debug("The lock of the schema stays for a while", e);
    }
  }

  private void ddl(String statement) {
    session.execute(SimpleStatement.newInstance(statement).setTimeout(STEP_TIMEOUT));
    awaitAgreement();
  }

  /// A node that has not heard of a table yet would refuse it, or make another one of its name.
  private void awaitAgreement() {
    while (!session.checkSchemaAgreement()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "CASSANDRA_HOSTS: the nodes do not agree on the schema of CASSANDRA_KEYSPACE=%s (expected: to agree within CASSANDRA_START_TIMEOUT; `nodetool describecluster` tells which node differs)"
                .formatted(keyspace));
      }
      LockSupport.parkNanos(WAIT_NANOS);
    }
  }

  static int newest() {
    int newest = 0;
    while (script(newest + 1).isPresent()) {
      newest++;
    }
    return newest;
  }

  /// The statements of a step.
  private static Optional<List<String>> script(int number) {
    try (var in = Schema.class.getResourceAsStream(number + ".cql")) {
      if (in == null) {
        return Optional.empty();
      }
      var text =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.replaceFirst("--.*", "").strip())
              .collect(Collectors.joining("\n"));
      var statements = new ArrayList<String>();
      for (var statement : text.split(";", -1)) {
        if (!statement.isBlank()) {
          statements.add(statement.strip());
        }
      }
      return Optional.of(statements);
    } catch (IOException e) {
      throw new UncheckedIOException("schema step %d: cannot be read".formatted(number), e);
    }
  }
}
