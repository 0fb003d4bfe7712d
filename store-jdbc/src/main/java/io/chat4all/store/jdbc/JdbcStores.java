package io.chat4all.store.jdbc;

import io.chat4all.core.check.Finding;
import io.chat4all.core.connector.ChannelAccountDirectory;
import io.chat4all.core.connector.Leases;
import io.chat4all.core.connector.Threads;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.IdentityDirectory;
import io.chat4all.core.webhook.WebhookDeliveries;
import io.chat4all.core.webhook.WebhookDirectory;
import io.chat4all.store.jdbc.directory.JdbcAccountDirectory;
import io.chat4all.store.jdbc.directory.JdbcChannelAccountDirectory;
import io.chat4all.store.jdbc.directory.JdbcConversationDirectory;
import io.chat4all.store.jdbc.directory.JdbcIdentityDirectory;
import io.chat4all.store.jdbc.directory.JdbcLeases;
import io.chat4all.store.jdbc.directory.JdbcThreads;
import io.chat4all.store.jdbc.directory.JdbcWebhookDirectory;
import io.chat4all.store.jdbc.history.JdbcMessageStore;
import io.chat4all.store.jdbc.ledger.JdbcDeliveryLedger;
import io.chat4all.store.jdbc.ledger.JdbcWebhookDeliveries;
import io.chat4all.store.jdbc.sql.Database;
import io.chat4all.store.jdbc.sql.PostgresDatabase;
import io.chat4all.store.jdbc.sql.PostgresExamination;
import io.chat4all.store.jdbc.sql.PostgresUrl;
import io.chat4all.store.jdbc.sql.SqliteDatabase;
import io.chat4all.store.jdbc.sql.SqliteInspection;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The message store, the directories and the delivery ledger on SQL databases.
///
/// [#sqlite] has them in one directory of this machine, [#postgres] on a PostgreSQL or CockroachDB
/// that several processes share. Each of the three is a database, or a schema, of its own with its
/// own connections, so that what gateways and connectors write never waits for a batch of the
/// router, nor the router for them. What was acknowledged survives the death of the process at any
/// moment. After [#close] every call throws `UNAVAILABLE`.
///
/// Thread-safe.
public final class JdbcStores implements AutoCloseable {

  private static final int SMALL_CACHE_MIB = 8;

  private final List<AutoCloseable> opened;
  private final Optional<Database> history;
  private final Optional<MessageStore> messages;
  private final AccountDirectory accounts;
  private final ConversationDirectory conversations;
  private final IdentityDirectory identities;
  private final ChannelAccountDirectory channelAccounts;
  private final Threads threads;
  private final WebhookDirectory webhooks;
  private final DeliveryLedger ledger;
  private final WebhookDeliveries webhookDeliveries;
  private final Database directory;
  private final ReentrantLock closing = new ReentrantLock();
  private boolean closed;

  /// Opens the stores of a directory, making what is missing and migrating what is old: the files
  /// `messages.db`, `directory.db` and `deliveries.db`. One process at a time: the directory is
  /// locked while open.
  ///
  /// Throws `IllegalStateException` when another process has it open, or a newer program wrote it.
  public static JdbcStores sqlite(Path dir, SqliteConfig config) {
    var opening = new Opening(DirectoryLock.of(dir));
    return opening.stores(() -> {
      var messages =
          opening.add(sqlite(dir, "message store", "messages", config.messagesCacheMib(), config));
      var directory = opening.add(sqlite(dir, "directory", "directory", SMALL_CACHE_MIB, config));
      var ledger =
          opening.add(sqlite(dir, "delivery ledger", "deliveries", SMALL_CACHE_MIB, config));
      return new JdbcStores(opening.opened, Optional.of(messages), directory, ledger);
    });
  }

  private static Database sqlite(
      Path dir, String name, String what, int cacheMib, SqliteConfig config) {
    boolean full = config.synchronous() == SqliteConfig.Synchronous.FULL;
    return SqliteDatabase.open(
        new SqliteDatabase.Settings(name, dir.resolve(what + ".db"), what, cacheMib, full));
  }

  /// What the stores of a directory hold.
  ///
  /// @param versions the schemas, by the names of the files
  /// @param counts rows, by what they are
  /// @param positions the newest position of the log that was applied, by `topic id/partition`
  /// @param faults what is wrong; empty when nothing is
  public record Inspection(
      Map<String, Integer> versions,
      Map<String, Long> counts,
      Map<String, Long> positions,
      List<String> faults) {}

  /// Looks into a directory that nobody has open, and migrates nothing; puts what is in the logs of
  /// changes into the files.
  ///
  /// @param thoroughly whether every page and every `seq` is looked at
  public static Inspection inspect(Path dir, boolean thoroughly) {
    try (var _ = DirectoryLock.of(dir)) {
      var inspection = new SqliteInspection(dir);
      inspection.run(thoroughly);
      return new Inspection(
          inspection.versions(), inspection.counts(), inspection.positions(), inspection.faults());
    } catch (SQLException e) {
      throw new IllegalStateException(
          "data directory %s: the stores cannot be read: %s".formatted(dir, e.getMessage()), e);
    }
  }

  /// Looks which schemas a directory has, also while another process has it open.
  public static List<Finding> examine(Path dir) {
    var findings = new ArrayList<Finding>();
    try {
      SqliteInspection.schemas(dir)
          .forEach((name, schema) -> {
            var file = name + ".db";
            var found = "schema version " + schema.version();
            if (schema.version() > schema.newest()) {
              findings.add(
                  Finding.fail(
                      file,
                      "%s (expected: at most %d)".formatted(found, schema.newest()),
                      "run the newer Chat4All that wrote it, or set data-dir (CHAT4ALL_DATA_DIR) to"
                          + " another"));
            } else {
              findings.add(
                  Finding.ok(
                      file,
                      schema.version() == schema.newest()
                          ? found
                          : "%s, a start brings it to %d".formatted(found, schema.newest())));
            }
          });
    } catch (SQLException e) {
      findings.add(
          Finding.fail(
              "stores",
              "%s cannot be read: %s".formatted(dir, e.getMessage()),
              "restore the data directory from a backup (chat4all restore)"));
    }
    return findings;
  }

  /// Opens the stores of a database server, making what is missing and migrating what is old: the
  /// schemas `chat4all_messages`, `chat4all_directory` and `chat4all_deliveries`. Any number of
  /// processes at a time.
  ///
  /// Throws `IllegalStateException` naming `DATABASE_URL` when the server refuses us, does not
  /// answer for as long as the configuration waits, or a newer program made the schemas.
  public static JdbcStores postgres(PostgresConfig config) {
    var opening = new Opening();
    return opening.stores(() -> {
      var messages =
          config.keepsMessages()
              ? Optional.of(opening.add(postgres(config, "message store", "messages")))
              : Optional.<Database>empty();
      var directory = opening.add(postgres(config, "directory", "directory"));
      var ledger = opening.add(postgres(config, "delivery ledger", "deliveries"));
      return new JdbcStores(opening.opened, messages, directory, ledger);
    });
  }

  static Database postgres(PostgresConfig config, String name, String what) {
    return PostgresDatabase.open(settings(config, name, what), config.patience());
  }

  private static PostgresDatabase.Settings settings(
      PostgresConfig config, String name, String what) {
    return new PostgresDatabase.Settings(
        name,
        PostgresUrl.parse(config.url().reveal()),
        "chat4all_" + what,
        what,
        config.connections() / (config.keepsMessages() ? 3 : 2),
        config.borrow());
  }

  /// Looks whether a database server's clock is like ours; empty when it does not answer.
  public static List<Finding> examineClock(PostgresConfig config, Clock clock) {
    return new PostgresExamination(PostgresUrl.parse(config.url().reveal()), clock)
        .clock(settings(config, "directory", "directory"));
  }

  /// Looks what a database server is and has, and changes nothing; does not wait for one that does
  /// not answer.
  public static List<Finding> examine(PostgresConfig config, Clock clock) {
    var stores = new ArrayList<PostgresDatabase.Settings>();
    if (config.keepsMessages()) {
      stores.add(settings(config, "message store", "messages"));
    }
    stores.add(settings(config, "directory", "directory"));
    stores.add(settings(config, "delivery ledger", "deliveries"));
    return new PostgresExamination(PostgresUrl.parse(config.url().reveal()), clock)
        .run(stores, config.connections());
  }

  /// On databases that are open, which [#close] closes.
  JdbcStores(
      List<AutoCloseable> opened,
      Optional<Database> messages,
      Database directory,
      Database deliveries) {
    this.opened = List.copyOf(opened);
    this.history = messages;
    this.messages = messages.map(JdbcMessageStore::new);
    this.directory = directory;
    accounts = new JdbcAccountDirectory(directory);
    conversations = new JdbcConversationDirectory(directory);
    identities = new JdbcIdentityDirectory(directory);
    channelAccounts = new JdbcChannelAccountDirectory(directory);
    threads = new JdbcThreads(directory);
    webhooks = new JdbcWebhookDirectory(directory);
    ledger = new JdbcDeliveryLedger(deliveries);
    webhookDeliveries = new JdbcWebhookDeliveries(deliveries);
  }

  /// Keeps the history; throws `IllegalStateException` when another store does.
  public MessageStore messages() {
    return messages.orElseThrow(() -> new IllegalStateException("messages are kept elsewhere"));
  }

  /// The newest positions of the log that were applied to the history, by `topic id/partition`, as
  /// far as they are not before an offset; looks at every head. Empty when the history is kept
  /// elsewhere.
  public Map<String, Long> positions(long from) {
    return history
        .map(it -> it.read(session -> SqliteInspection.positions(session, from)))
        .orElseGet(Map::of);
  }

  /// Keeps accounts and tokens.
  public AccountDirectory accounts() {
    return accounts;
  }

  /// Keeps conversations and members.
  public ConversationDirectory conversations() {
    return conversations;
  }

  /// Keeps which addresses belong to whom.
  public IdentityDirectory identities() {
    return identities;
  }

  /// Keeps our own accounts on the channels.
  public ChannelAccountDirectory channelAccounts() {
    return channelAccounts;
  }

  /// Keeps which conversation goes on at an address.
  public Threads threads() {
    return threads;
  }

  /// Keeps external deliveries.
  public DeliveryLedger ledger() {
    return ledger;
  }

  /// Keeps webhooks.
  public WebhookDirectory webhooks() {
    return webhooks;
  }

  /// Keeps what webhooks are told.
  public WebhookDeliveries webhookDeliveries() {
    return webhookDeliveries;
  }

  /// Keeps which process does what only one is to do.
  public Leases leases(Clock clock) {
    return new JdbcLeases(directory, clock);
  }

  /// Waits for the calls in hand and closes the databases. Closing again does nothing.
  @Override
  public void close() {
    closing.lock();
    try {
      if (!closed) {
        closed = true;
        Opening.close(opened);
      }
    } finally {
      closing.unlock();
    }
  }

  /// What is open so far, closed again when the rest does not open.
  private static final class Opening {

    private final List<AutoCloseable> opened = new ArrayList<>();

    Opening(AutoCloseable... first) {
      opened.addAll(List.of(first));
    }

    Database add(Database database) {
      opened.add(database);
      return database;
    }

    JdbcStores stores(Supplier<JdbcStores> open) {
      try {
        return open.get();
      } catch (RuntimeException e) {
        close(opened);
        throw e;
      }
    }

    /// The last one first: the lock of a directory goes after its databases.
    static void close(List<AutoCloseable> opened) {
      for (var it : opened.reversed()) {
        try {
          it.close();
        } catch (RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IllegalStateException("store: does not close", e);
        }
      }
    }
  }
}
