package io.chat4all.store.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteMigrationsTest {

  @TempDir private Path dir;

  private void migrate(String folder) throws SQLException {
    try (var connection = connect()) {
      new SqliteMigrations(folder, "test.db").run(connection);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("test.db"));
  }

  private int number(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void eachStepRunsOnce() throws SQLException {
    migrate("two-steps");
    migrate("two-steps");

    assertThat(number("PRAGMA user_version")).isEqualTo(2);
    assertThat(number("SELECT b FROM one")).isEqualTo(2);
    assertThat(number("SELECT count(*) FROM one")).isEqualTo(1);
  }

  @Test
  void aStepThatFailsLeavesTheOneBefore() throws SQLException {
    assertThatThrownBy(() -> migrate("broken-step")).isInstanceOf(SQLException.class);

    assertThat(number("PRAGMA user_version")).isEqualTo(1);
    assertThat(number("SELECT count(*) FROM sqlite_master")).isEqualTo(1);

    migrate("two-steps");

    assertThat(number("SELECT b FROM one")).isEqualTo(2);
  }

  @Test
  void aSchemaOfANewerProgramIsRefused() throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 3");
    }

    assertThatThrownBy(() -> migrate("two-steps"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("test.db: schema version 3 (expected: at most 2): a newer Chat4All wrote it");
  }
}
