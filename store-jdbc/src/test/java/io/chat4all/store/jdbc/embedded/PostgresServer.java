package io.chat4all.store.jdbc.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/// A PostgreSQL of this process, with a database for each who asks for one.
///
/// It dies with the process, however that dies: a shell that waits for the end of its input, which
/// is then closed, ends it.
public final class PostgresServer {

  private static final PostgresServer SHARED = start();

  private final EmbeddedPostgres postgres;
  private final AtomicInteger databases = new AtomicInteger();

  private PostgresServer(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /// The one that all tests share.
  public static PostgresServer shared() {
    return SHARED;
  }

  public static PostgresServer start() {
    try {
      var data = Files.createTempDirectory("chat4all-postgres");
      var postgres =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(true)
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("max_connections", "200")
              .start();
      endWithThisProcess(data);
      return new PostgresServer(postgres);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void endWithThisProcess(Path data) throws IOException {
    var pid = Files.readString(data.resolve("postmaster.pid")).lines().findFirst().orElseThrow();
    new ProcessBuilder(
            "/bin/sh",
            "-c",
            "cat > /dev/null; kill -QUIT " + pid + " 2>&1; sleep 1; rm -rf '" + data + "'")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /// The address of a new database.
  public String newDatabase() {
    var name = "test" + databases.incrementAndGet();
    execute("postgres", "CREATE DATABASE " + name);
    return url(name);
  }

  public String url(String database) {
    return "postgresql://postgres:postgres@localhost:%d/%s".formatted(postgres.getPort(), database);
  }

  public int port() {
    return postgres.getPort();
  }

  /// How many rows a table has.
  public long count(String url, String table) {
    try (var connection = connect(url.substring(url.lastIndexOf('/') + 1));
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(table, e);
    }
  }

  public void execute(String database, String sql) {
    try (var connection = connect(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:%d/%s".formatted(postgres.getPort(), database),
        "postgres",
        "postgres");
  }
}
