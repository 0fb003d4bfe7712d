package io.chat4all.store.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger.Begun;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import io.chat4all.store.jdbc.embedded.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Stores with the schema before the newest, and data in them, are opened by today's program.
///
/// `previous/*.sql` holds the rows as version 0.1.0 wrote them, for those schemas that have changed
/// since their first version. They never change; a new step of a schema gets rows of its own.
@Timeout(60)
final class PreviousSchemaTest {

  private static final Instant AT = Instant.parse("2026-11-20T12:34:56.123456Z");
  private static final UserId BRUNO = new UserId("bruno");
  private static final UserId MARIA = new UserId("maria");
  private static final ConversationId CONVERSATION =
      new ConversationId(UUID.fromString("0197a3f0-0000-7000-8000-000000000001"));
  private static final MessageId MESSAGE =
      new MessageId(UUID.fromString("0197a3f0-0000-7000-8000-000000000002"));
  private static final ChannelId TELEGRAM = new ChannelId("telegram");
  private static final ChannelAccountId MAIN = new ChannelAccountId(TELEGRAM, "main");
  private static final Account ACCOUNT =
      new Account(MARIA, Role.USER, "Maria", Optional.of("maria@example.com"), "hash", 1, AT);
  private static final Conversation GROUP =
      new Conversation(
          CONVERSATION, ConversationType.GROUP, "Título", Map.of("a", "b"), true, BRUNO, AT);
  private static final Identity IDENTITY =
      new Identity(
          new Address(TELEGRAM, "777"), MARIA, "main", "maria", "Maria", AT, Optional.of(AT), true);
  private static final DeliveryKey KEY = new DeliveryKey(CONVERSATION, MESSAGE, "maria", TELEGRAM);
  private static final DeliveryTicket TICKET =
      new DeliveryTicket(
          KEY, 7, BRUNO, new Target(MAIN, "777"), List.of(), Optional.of("@maria"), 1, AT);

  @TempDir private Path dir;

  private static void check(JdbcStores stores) {
    assertThat(stores.accounts().find(MARIA)).contains(ACCOUNT);
    assertThat(stores.conversations().find(CONVERSATION)).contains(GROUP);
    assertThat(stores.conversations().members(CONVERSATION, "", 10))
        .containsExactly(new Member(MARIA, MemberRole.MEMBER, AT));
    assertThat(stores.identities().of(MARIA)).containsExactly(IDENTITY);
    assertThat(stores.threads().find(MAIN, "777")).contains(CONVERSATION);
    assertThat(stores.channelAccounts().find(MAIN))
        .get()
        .satisfies(it -> assertThat(it.sealedSettings()).isEqualTo("sealed"));
    var entry = requireNonNull(stores.ledger().find(List.of(KEY)).get(KEY));
    assertThat(entry.ticket()).isEqualTo(TICKET);
    assertThat(entry.state()).isEqualTo(State.SENT);
    assertThat(stores.ledger().attempts(new MessageKey(CONVERSATION, MESSAGE), 10))
        .singleElement()
        .satisfies(it -> assertThat(it.outcome()).isEqualTo("accepted"));
    assertThat(stores.ledger().named(MAIN, "provider-1"))
        .contains(new MessageKey(CONVERSATION, MESSAGE));
    assertThat(stores.ledger().begin(List.of(TICKET), AT))
        .singleElement()
        .isInstanceOf(Begun.Over.class);
  }

  @Test
  void sqliteFilesOfTheSchemaBeforeAreMigratedAndRead() throws Exception {
    for (var database : List.of("directory", "deliveries")) {
      try (var connection =
              DriverManager.getConnection("jdbc:sqlite:" + dir.resolve(database + ".db"));
          var statement = connection.createStatement()) {
        int last = steps(database) - 1;
        for (int step = 1; step <= last; step++) {
          statement.executeUpdate(text("%s/%d.sql".formatted(database, step)));
        }
        statement.executeUpdate(text("previous/%s.sql".formatted(database)));
        statement.executeUpdate("PRAGMA user_version = " + last);
      }
    }

    for (int start = 0; start < 2; start++) {
      try (var stores = JdbcStores.sqlite(dir, SqliteConfig.defaults())) {
        check(stores);
      }
    }
    assertThat(JdbcStores.inspect(dir, true).faults()).isEmpty();
  }

  private static int steps(String database) {
    int steps = 0;
    while (PreviousSchemaTest.class.getResource("%s/%d.sql".formatted(database, steps + 1))
        != null) {
      steps++;
    }
    return steps;
  }

  @Test
  void postgresSchemasBeforeTheNewestAreMigratedAndRead() throws Exception {
    var server = PostgresServer.shared();
    var url = server.newDatabase();
    try (var connection = server.connect(url.substring(url.lastIndexOf('/') + 1))) {
      for (var database : List.of("directory", "deliveries")) {
        fill(server, connection, url, database);
      }
    }
    var config = PostgresConfig.of(new Secret(url)).withLimits(6, Duration.ofSeconds(10));

    try (var stores = JdbcStores.postgres(config)) {
      check(stores);
    }
  }

  private static void fill(
      PostgresServer server, Connection connection, String url, String database)
      throws SQLException, IOException {
    var schema = "chat4all_" + database;
    var flyway =
        Flyway.configure()
            .dataSource(
                "jdbc:postgresql://localhost:%d/%s"
                    .formatted(server.port(), url.substring(url.lastIndexOf('/') + 1)),
                "postgres",
                "postgres")
            .locations("classpath:io/chat4all/store/jdbc/postgres/" + database)
            .schemas(schema)
            .target("1")
            .load();
    flyway.migrate();
    assertThat(flyway.info().current().getVersion()).hasToString("1");
    try (var statement = connection.createStatement()) {
      statement.execute("SET search_path TO " + schema);
      // The two write bytes differently, and everything else in the same way.
      statement.execute(text("previous/%s.sql".formatted(database)).replace("X'", "'\\x"));
    }
  }

  private static String text(String name) throws IOException {
    try (var in = PreviousSchemaTest.class.getResourceAsStream(name)) {
      return new String(requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
