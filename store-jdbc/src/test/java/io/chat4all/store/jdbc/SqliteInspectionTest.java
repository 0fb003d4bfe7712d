package io.chat4all.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.check.Finding.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is found in the files of embedded stores, whole and damaged.
final class SqliteInspectionTest {

  @TempDir private Path dir;

  @BeforeEach
  void fill() throws SQLException {
    JdbcStores.sqlite(dir, SqliteConfig.defaults()).close();
    execute(
        "messages",
        """
        INSERT INTO conversations VALUES (1, x'01', 3, 0, 'log', 2, 41);
        INSERT INTO messages (conversation, seq, id, sender, type, created_at)
          VALUES (1, 1, x'01', 'a', 1, 0), (1, 2, x'02', 'a', 1, 0), (1, 3, x'03', 'a', 1, 0);\
        """);
  }

  private void execute(String database, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + dir.resolve(database + ".db"));
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Test
  void countsWhatIsThere() {
    var found = JdbcStores.inspect(dir, true);

    assertThat(found.faults()).isEmpty();
    assertThat(found.counts())
        .containsEntry("conversations", 1L)
        .containsEntry("messages", 3L)
        .containsEntry("accounts", 0L)
        .containsEntry("deliveries", 0L);
    assertThat(found.positions()).containsEntry("log/2", 41L);
    assertThat(found.versions()).containsEntry("directory", 4);
  }

  @Test
  void positionsBeforeAnOffsetAreLeftOut() {
    try (var stores = JdbcStores.sqlite(dir, SqliteConfig.defaults())) {
      assertThat(stores.positions(41)).containsOnly(Map.entry("log/2", 41L));
      assertThat(stores.positions(42)).isEmpty();
    }
  }

  @Test
  void aMessageThatIsMissingIsFound() throws SQLException {
    execute("messages", "DELETE FROM messages WHERE seq = 2");

    assertThat(JdbcStores.inspect(dir, true).faults())
        .singleElement()
        .asString()
        .contains("conversation 01 has 2 messages with seq 1..3 (expected: 1..3)");
  }

  @Test
  void aDamagedPageIsFound() throws Exception {
    var file = dir.resolve("messages.db");
    var bytes = Files.readAllBytes(file);
    for (int i = 4096; i < bytes.length; i += 4096) {
      bytes[i] ^= 0x55;
    }
    Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);

    assertThatThrownBy(() -> assertThat(JdbcStores.inspect(dir, true).faults()).isEmpty())
        .isNotNull();
  }

  @Test
  void aNewerSchemaIsToldAndLeftAlone() throws SQLException {
    execute("deliveries", "PRAGMA user_version = 99");

    assertThat(JdbcStores.inspect(dir, false).faults())
        .containsExactly(
            "deliveries.db: schema version 99 (expected: at most 3): a newer Chat4All wrote it");
    assertThat(JdbcStores.examine(dir)).anyMatch(it -> it.level() == Level.FAIL);
  }

  @Test
  void isLeftAloneWhileSomebodyHasItOpen() {
    try (var _ = JdbcStores.sqlite(dir, SqliteConfig.defaults())) {
      assertThatThrownBy(() -> JdbcStores.inspect(dir, false)).hasMessageContaining("in use");
      assertThat(JdbcStores.examine(dir)).hasSize(3).allMatch(it -> it.level() == Level.OK);
    }
  }
}
