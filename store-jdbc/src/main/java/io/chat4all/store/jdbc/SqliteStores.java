package io.chat4all.store.jdbc;

import io.chat4all.core.connector.ChannelAccountDirectory;
import io.chat4all.core.connector.Threads;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.IdentityDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// The message store, the directories and the delivery ledger on SQLite, in one directory of this
/// machine.
///
/// Three database files, `messages.db`, `directory.db` and `deliveries.db`, so that what gateways
/// and connectors write never waits for a batch of the router, nor the router for them. One process
/// at a time: the directory is locked while open. What was acknowledged survives the death of the
/// process at any moment. After [#close] every call throws `UNAVAILABLE`.
///
/// Thread-safe.
public final class SqliteStores implements AutoCloseable {

  private static final int SMALL_CACHE_MIB = 8;

  private final FileChannel lockFile;
  private final List<Database> databases;
  private final MessageStore messages;
  private final AccountDirectory accounts;
  private final ConversationDirectory conversations;
  private final IdentityDirectory identities;
  private final ChannelAccountDirectory channelAccounts;
  private final Threads threads;
  private final DeliveryLedger ledger;
  private final ReentrantLock closing = new ReentrantLock();

  /// Opens the stores of a directory, making what is missing and migrating what is old.
  ///
  /// Throws `IllegalStateException` when another process has it open, or a newer program wrote it.
  public static SqliteStores open(Path dir, SqliteConfig config) {
    FileChannel lockFile = lock(dir);
    var opened = new ArrayList<Database>();
    try {
      opened.add(
          Database.open(
              settings(dir, "message store", "messages", config.messagesCacheMib(), config)));
      opened.add(Database.open(settings(dir, "directory", "directory", SMALL_CACHE_MIB, config)));
      opened.add(
          Database.open(settings(dir, "delivery ledger", "deliveries", SMALL_CACHE_MIB, config)));
      return new SqliteStores(lockFile, opened);
    } catch (RuntimeException e) {
      opened.forEach(Database::close);
      unlock(lockFile);
      throw e;
    }
  }

  private static Database.Settings settings(
      Path dir, String name, String what, int cacheMib, SqliteConfig config) {
    return new Database.Settings(
        name, dir.resolve(what + ".db"), what, cacheMib, config.synchronous());
  }

  private SqliteStores(FileChannel lockFile, List<Database> databases) {
    this.lockFile = lockFile;
    this.databases = List.copyOf(databases);
    messages = new SqliteMessageStore(databases.get(0));
    accounts = new SqliteAccountDirectory(databases.get(1));
    conversations = new SqliteConversationDirectory(databases.get(1));
    identities = new SqliteIdentityDirectory(databases.get(1));
    channelAccounts = new SqliteChannelAccountDirectory(databases.get(1));
    threads = new SqliteThreads(databases.get(1));
    ledger = new SqliteDeliveryLedger(databases.get(2));
  }

  private static FileChannel lock(Path dir) {
    try {
      Files.createDirectories(dir);
      var file =
          FileChannel.open(
              dir.resolve("stores.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(file)) {
        file.close();
        throw new IllegalStateException(
            "data directory %s: in use by another process (expected: one at a time)"
                .formatted(dir));
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("data directory %s: cannot be used".formatted(dir), e);
    }
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  private static void unlock(FileChannel lockFile) {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException("lock of the data directory: cannot be given back", e);
    }
  }

  /// Keeps the history.
  public MessageStore messages() {
    return messages;
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

  /// Waits for the calls in hand and closes the files. Closing again does nothing.
  @Override
  public void close() {
    closing.lock();
    try {
      if (lockFile.isOpen()) {
        databases.forEach(Database::close);
        unlock(lockFile);
      }
    } finally {
      closing.unlock();
    }
  }
}
