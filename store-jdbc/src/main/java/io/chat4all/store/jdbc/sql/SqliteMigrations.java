package io.chat4all.store.jdbc.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/// Brings a database to the schema of this program: the resources `1.sql`, `2.sql`, … of a folder,
/// each once and in its own transaction. The number of the last is kept as `user_version`.
final class SqliteMigrations {

  private static final String FOLDERS = "/io/chat4all/store/jdbc/";

  private final String folder;
  private final String file;

  SqliteMigrations(String folder, String file) {
    this.folder = folder;
    this.file = file;
  }

  void run(Connection connection) throws SQLException {
    int newest = newest();
    int version = version(connection);
    if (version > newest) {
      throw new IllegalStateException(
          "%s: schema version %d (expected: at most %d): a newer Chat4All wrote it"
              .formatted(file, version, newest));
    }
    connection.setAutoCommit(false);
    for (int next = version + 1; next <= newest; next++) {
      try (var statement = connection.createStatement()) {
        statement.executeUpdate(script(next).orElseThrow());
        statement.executeUpdate("PRAGMA user_version = " + next);
      }
      connection.commit();
    }
    connection.rollback();
  }

  /// The schema of this program.
  int newest() {
    int newest = 0;
    while (script(newest + 1).isPresent()) {
      newest++;
    }
    return newest;
  }

  /// The schema that is there; 0 for none.
  static int version(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("PRAGMA user_version")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private Optional<String> script(int number) {
    try (var in =
        SqliteMigrations.class.getResourceAsStream(FOLDERS + folder + "/" + number + ".sql")) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("migration %d: cannot be read".formatted(number), e);
    }
  }
}
