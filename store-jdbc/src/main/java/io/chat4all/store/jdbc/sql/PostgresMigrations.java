package io.chat4all.store.jdbc.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a schema to the one of this program, with Flyway; several processes may do so at once.
final class PostgresMigrations {

  private static final Logger log = LoggerFactory.getLogger(PostgresMigrations.class);

  private static final String FOLDERS = "classpath:io/chat4all/store/jdbc/postgres/";
  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PostgresDatabase.Settings settings;

  PostgresMigrations(PostgresDatabase.Settings settings) {
    this.settings = settings;
  }

  void run(Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    long wait = FIRST_NANOS;
    while (true) {
      try {
        once();
        return;
      } catch (SQLException e) {
        var state = SqlState.of(e);
        if (state == SqlState.REFUSED) {
          throw new IllegalStateException(refusal(e), e);
        }
        if (state == SqlState.FAULT || state == SqlState.DUPLICATE) {
          throw new IllegalStateException(
              "DATABASE_URL: %s: the schema %s cannot be made: %s"
                  .formatted(settings.url(), settings.schema(), e.getMessage()),
              e);
        }
        if (System.nanoTime() - until >= 0 || Thread.currentThread().isInterrupted()) {
          throw new IllegalStateException(
              "DATABASE_URL: %s does not answer: %s".formatted(settings.url(), e.getMessage()), e);
        }
        log.warn("DATABASE_URL: {} does not answer, trying again: {}", settings.url(), reason(e));
        LockSupport.parkNanos(wait);
        wait = Math.min(wait * 2, LONGEST_NANOS);
      }
    }
  }

  static String reason(SQLException e) {
    var cause = e.getCause();
    return cause == null ? String.valueOf(e.getMessage()) : String.valueOf(cause.getMessage());
  }

  /// What a refusal of the server means: `DATABASE_URL: …`.
  String refusal(SQLException e) {
    var url = settings.url();
    return switch (String.valueOf(SqlState.code(e))) {
      case "3D000" ->
          "DATABASE_URL: %s: there is no database %s: make it with CREATE DATABASE"
              .formatted(url, url.database());
      case "42501" ->
          "DATABASE_URL: %s: user %s may not make the schema %s: GRANT CREATE ON DATABASE %s"
              .formatted(url, url.user(), settings.schema(), url.database());
      default ->
          "DATABASE_URL: %s refuses user '%s': wrong user or password".formatted(url, url.user());
    };
  }

  private void once() throws SQLException {
    var source = new DriverSource(settings.url().jdbcUrl(), PostgresDatabase.properties(settings));
    try (var connection = source.getConnection()) {
      makeSchema(connection);
    }
    try {
      migrate(source);
    } catch (FlywayException e) {
      throw sqlCause(e);
    }
  }

  /// Flyway would try ten times, a second apart, before it says that we may not.
  private void makeSchema(Connection connection) throws SQLException {
    var schema = settings.schema();
    if (!exists(connection, schema)) {
      try (var statement = connection.createStatement()) {
        statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
      } catch (SQLException e) {
        // Another process may have been faster.
        if (!exists(connection, schema)) {
          throw e;
        }
      }
    }
  }

  static boolean exists(Connection connection, String schema) throws SQLException {
    try (var query = connection.prepareStatement("SELECT 1 FROM pg_namespace WHERE nspname = ?")) {
      query.setString(1, schema);
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }

  private void migrate(DataSource source) {
    var flyway = flyway(source);
    var versions = versions(flyway);
    versions
        .newer()
        .ifPresent(newer -> {
          throw new IllegalStateException(
              "DATABASE_URL: %s: schema %s has version %s (expected: at most %s): a newer Chat4All made it"
                  .formatted(settings.url(), settings.schema(), newer, versions.newest()));
        });
    flyway.migrate();
  }

  private Flyway flyway(DataSource source) {
    return Flyway.configure(PostgresMigrations.class.getClassLoader())
        .dataSource(source)
        .locations(FOLDERS + settings.migrations())
        .schemas(settings.schema())
        .createSchemas(false)
        .connectRetries(0)
        .load();
  }

  /// Which schema there is, and which this program has.
  ///
  /// @param newer that of a program newer than this one
  record Versions(Optional<String> current, String newest, Optional<String> newer) {}

  /// Reads them without changing anything.
  Versions versions(DataSource source) throws SQLException {
    try {
      return versions(flyway(source));
    } catch (FlywayException e) {
      throw sqlCause(e);
    }
  }

  private static Versions versions(Flyway flyway) {
    var info = flyway.info();
    var all = info.all();
    var newest =
        Arrays.stream(all)
            .filter(it -> !isNewer(it) && it.getVersion() != null)
            .map(MigrationInfo::getVersion)
            .max(Comparator.naturalOrder());
    return new Versions(
        Optional.ofNullable(info.current()).map(it -> it.getVersion().toString()),
        newest.map(Object::toString).orElse("none"),
        Arrays.stream(all)
            .filter(PostgresMigrations::isNewer)
            .map(it -> it.getVersion().toString())
            .findFirst());
  }

  private static boolean isNewer(MigrationInfo migration) {
    return migration.getState() == MigrationState.FUTURE_SUCCESS
        || migration.getState() == MigrationState.FUTURE_FAILED;
  }

  private static SQLException sqlCause(FlywayException e) {
    for (Throwable it = e; it != null; it = it.getCause()) {
      if (it instanceof SQLException sql) {
        return sql;
      }
    }
    throw new IllegalStateException(
        "DATABASE_URL: the schema cannot be brought up to date: " + e.getMessage(), e);
  }
}
