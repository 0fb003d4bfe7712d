package io.chat4all.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.MessageStore.AppendOutcome.Appended;
import io.chat4all.core.identity.UserId;
import io.chat4all.store.jdbc.history.JdbcMessageStore;
import io.chat4all.store.jdbc.sql.Database;
import io.chat4all.store.jdbc.sql.SqliteDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoresTest {

  @TempDir private Path dir;

  private JdbcStores open() {
    return JdbcStores.sqlite(dir, SqliteConfig.defaults());
  }

  private String url(String file) {
    return "jdbc:sqlite:" + dir.resolve(file);
  }

  private static List<Change> batch(long firstSeq, int size) {
    return LongStream.range(firstSeq, firstSeq + size)
        .<Change>mapToObj(AppendUntilKilled::message)
        .toList();
  }

  @Test
  void aMissingDirectoryIsMade() {
    try (var stores = JdbcStores.sqlite(dir.resolve("a/b"), SqliteConfig.defaults())) {
      assertThat(stores.accounts().find(new UserId("alice"))).isEmpty();
    }
  }

  @Test
  void aDirectoryHasOneOwnerAtATime() {
    try (var stores = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use by another process");
      assertThat(stores.messages().append(batch(1, 1))).isEqualTo(new Appended());
    }

    open().close();
  }

  @Test
  void aDirectoryOfTheFirstSchemaIsKept() throws SQLException, IOException {
    try (var first = SqliteStoresTest.class.getResourceAsStream("directory/1.sql");
        var connection = DriverManager.getConnection(url("directory.db"));
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          new String(Objects.requireNonNull(first).readAllBytes(), StandardCharsets.UTF_8));
      statement.executeUpdate(
          "INSERT INTO accounts VALUES ('maria', 'USER', 0, 'Maria', NULL, NULL, 'hash', 1, 0,"
              + " NULL)");
      statement.executeUpdate("PRAGMA user_version = 1");
    }

    try (var stores = open()) {
      assertThat(stores.accounts().find(new UserId("maria"))).isPresent();
      assertThat(stores.identities().of(new UserId("maria"))).isEmpty();
    }
  }

  @Test
  void aSchemaOfANewerProgramIsRefusedAndTheDirectoryFree() throws SQLException {
    open().close();
    try (var connection = DriverManager.getConnection(url("directory.db"));
        var statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 999");
    }

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(this::open)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("directory.db: schema version 999");
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsNamed() throws IOException {
    Files.writeString(dir.resolve("messages.db"), "not a database at all, ".repeat(500));

    assertThatThrownBy(this::open)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("data-dir: " + dir.resolve("messages.db") + " cannot be opened");
  }

  private static void assertUnavailable(Runnable call, String detail) {
    var thrown = catchThrowableOfType(ApiException.class, call::run);
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(thrown.detail()).isEqualTo(detail);
  }

  @Test
  void aClosedStoreIsUnavailable() {
    var stores = open();
    stores.messages().append(batch(1, 3));
    stores.close();
    stores.close();

    assertUnavailable(() -> stores.messages().append(batch(4, 1)), "the message store is closed");
    assertUnavailable(
        () -> stores.messages().after(AppendUntilKilled.CONVERSATION, 0, 1),
        "the message store is closed");
    assertUnavailable(() -> stores.accounts().find(new UserId("alice")), "the directory is closed");
    assertThat(dir.resolve("messages.db-wal")).doesNotExist();
  }

  @Test
  void aFullDiskIsUnavailableUntilThereIsRoom() {
    var settings =
        new SqliteDatabase.Settings("message store", dir.resolve("full.db"), "messages", 4, false);
    try (var database = SqliteDatabase.open(settings)) {
      var store = new JdbcMessageStore(database);
      store.append(batch(1, 10));
      limitPages(database, 40);

      assertUnavailable(
          () -> store.append(batch(11, 5_000)),
          "the message store does not answer, try again later");

      assertThat(store.after(AppendUntilKilled.CONVERSATION, 0, 100)).hasSize(10);
      limitPages(database, 1_000_000);
      assertThat(store.append(batch(11, 5_000))).isEqualTo(new Appended());
    }
  }

  private static void limitPages(Database database, int pages) {
    database.write(
        session -> session.list("PRAGMA max_page_count = " + pages, row -> row.getInt(1)));
  }

  @Test
  @Timeout(60)
  void aLockedFileIsUnavailableUntilItIsFree() throws SQLException {
    try (var stores = open()) {
      stores.messages().append(batch(1, 1));
      try (var other = DriverManager.getConnection(url("messages.db"));
          var statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");

        assertUnavailable(
            () -> stores.messages().append(batch(2, 1)),
            "the message store does not answer, try again later");

        assertThat(stores.messages().after(AppendUntilKilled.CONVERSATION, 0, 9)).hasSize(1);
        statement.execute("ROLLBACK");
      }

      assertThat(stores.messages().append(batch(2, 1))).isEqualTo(new Appended());
      assertThat(stores.messages().after(AppendUntilKilled.CONVERSATION, 0, 9)).hasSize(2);
    }
  }

  @Test
  @Timeout(60)
  void whatWasAcknowledgedSurvivesTheDeathOfTheProcess() throws IOException {
    for (int i = 0; i < 2; i++) {
      var said = KilledProcess.lines(AppendUntilKilled.class, dir, 50);
      long acknowledged = Long.parseLong(said.getLast());

      try (var stores = open()) {
        var store = stores.messages();
        long seq = AppendUntilKilled.headSeq(store);
        assertThat(seq).isGreaterThanOrEqualTo(acknowledged);
        assertThat(store.after(AppendUntilKilled.CONVERSATION, 0, Integer.MAX_VALUE))
            .extracting(message -> Math.toIntExact(message.seq()))
            .isEqualTo(IntStream.rangeClosed(1, (int) seq).boxed().toList());
      }
    }
  }
}
