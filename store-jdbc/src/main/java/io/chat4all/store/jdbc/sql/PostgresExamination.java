package io.chat4all.store.jdbc.sql;

import io.chat4all.core.check.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks a PostgreSQL or CockroachDB what it is and which schemas it has, and changes nothing.
public final class PostgresExamination {

  private static final String NAME = "database";
  private static final String SETTING = "store.database-url (DATABASE_URL)";
  private static final String CONNECTIONS =
      "store.database-connections (CHAT4ALL_DATABASE_CONNECTIONS)";
  private static final int OLDEST_POSTGRES = 13;

  private final PostgresUrl url;
  private final Clock clock;
  private final List<Finding> findings = new ArrayList<>();

  public PostgresExamination(PostgresUrl url, Clock clock) {
    this.url = url;
    this.clock = clock;
  }

  /// Looks at all of it.
  ///
  /// @param stores the schemas that are to be there
  /// @param connections how many this process will open
  public List<Finding> run(List<PostgresDatabase.Settings> stores, int connections) {
    var properties = PostgresDatabase.properties(stores.getFirst());
    properties.put("socketTimeout", "10");
    var source = new DriverSource(url.jdbcUrl(), properties);
    try (var connection = source.getConnection()) {
      boolean isPostgres = server(connection);
      isolation(connection);
      if (isPostgres) {
        room(connection, connections);
      }
      skew(connection);
      for (var store : stores) {
        schema(connection, store, source);
      }
    } catch (SQLException e) {
      findings.add(refused(e, stores.getFirst()));
    }
    return findings;
  }

  /// Only the server's clock; empty when it does not answer.
  ///
  /// @param store any of the schemas
  public List<Finding> clock(PostgresDatabase.Settings store) {
    var source = new DriverSource(url.jdbcUrl(), PostgresDatabase.properties(store));
    try (var connection = source.getConnection()) {
      skew(connection);
      return findings;
    } catch (SQLException _) {
      return List.of();
    }
  }

  private Finding refused(SQLException e, PostgresDatabase.Settings any) {
    if (SqlState.of(e) == SqlState.REFUSED) {
      var refusal = new PostgresMigrations(any).refusal(e);
      return Finding.fail(
          NAME, refusal.substring(refusal.indexOf(": ") + 2), "set %s".formatted(SETTING));
    }
    return Finding.fail(
        NAME,
        "%s does not answer: %s".formatted(url, PostgresMigrations.reason(e)),
        "start it, or set %s".formatted(SETTING));
  }

  /// Whether it is PostgreSQL.
  private boolean server(Connection connection) throws SQLException {
    var version = one(connection, "SELECT version()");
    boolean isPostgres = version.startsWith("PostgreSQL");
    var shown = version.replaceFirst("^(\\S+(?: CCL)? \\S+).*", "$1");
    int major = connection.getMetaData().getDatabaseMajorVersion();
    if (isPostgres && major < OLDEST_POSTGRES) {
      findings.add(
          Finding.fail(
              NAME, shown, "upgrade to PostgreSQL %d or later".formatted(OLDEST_POSTGRES)));
    } else if (one(connection, "SHOW transaction_read_only").equals("on")) {
      findings.add(
          Finding.fail(
              NAME,
              "%s: takes no writes (a standby?)".formatted(shown),
              "set %s to the primary, or add target_session_attrs=read-write".formatted(SETTING)));
    } else {
      findings.add(Finding.ok(NAME, "%s at %s".formatted(shown, url)));
    }
    return isPostgres;
  }

  private void isolation(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    var isolation = one(connection, "SHOW transaction_isolation");
    connection.rollback();
    connection.setAutoCommit(true);
    if (!isolation.equals("serializable")) {
      findings.add(
          Finding.fail(
              "database isolation",
              "gives %s where serializable was asked for".formatted(isolation),
              "set %s to the database itself, or a pool that passes isolation on"
                  .formatted(SETTING)));
    }
  }

  private void room(Connection connection, int connections) throws SQLException {
    int room = Integer.parseInt(one(connection, "SHOW max_connections"));
    var found = "takes %d, this process opens up to %d".formatted(room, connections);
    findings.add(
        room <= connections
            ? Finding.fail(
                "database connections",
                found,
                "set %s lower, or max_connections higher".formatted(CONNECTIONS))
            : Finding.ok("database connections", found));
  }

  private void skew(Connection connection) throws SQLException {
    double seconds =
        Double.parseDouble(one(connection, "SELECT extract(epoch FROM clock_timestamp())::text"));
    var theirs = Duration.ofMillis((long) (seconds * 1000));
    findings.add(Finding.clock("clock of database", theirs.minusMillis(clock.millis())));
  }

  private void schema(Connection connection, PostgresDatabase.Settings store, DriverSource source)
      throws SQLException {
    var name = "schema " + store.schema();
    if (!PostgresMigrations.exists(connection, store.schema())) {
      findings.add(
          maySchemasBeMade(connection)
              ? Finding.ok(name, "not there yet, a start makes it")
              : Finding.fail(
                  name,
                  "is not there, and user '%s' may not make it".formatted(url.user()),
                  "GRANT CREATE ON DATABASE %s, or make it".formatted(url.database())));
      return;
    }
    var migrations = new PostgresMigrations(store);
    var versions = migrations.versions(source);
    var found = "version %s".formatted(versions.current().orElse("none"));
    if (versions.newer().isPresent()) {
      findings.add(
          Finding.fail(
              name,
              "version %s (expected: at most %s)"
                  .formatted(versions.newer().get(), versions.newest()),
              "run the newer Chat4All that made it, or set %s to another database"
                  .formatted(SETTING)));
    } else if (!versions.current().equals(Optional.of(versions.newest()))) {
      findings.add(
          Finding.ok(name, "%s, a start brings it to %s".formatted(found, versions.newest())));
    } else {
      findings.add(Finding.ok(name, found));
    }
  }

  private static boolean maySchemasBeMade(Connection connection) throws SQLException {
    return one(connection, "SELECT has_database_privilege(current_database(), 'CREATE')::text")
        .startsWith("t");
  }

  private static String one(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    }
  }
}
