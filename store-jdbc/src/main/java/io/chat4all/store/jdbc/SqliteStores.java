package io.chat4all.store.jdbc;

import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.AccountDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/// The message store and the directories on SQLite, in one directory of this machine.
///
/// Two database files, `messages.db` and `directory.db`, so that what gateways write never waits
/// for a batch of the router. One process at a time: the directory is locked while open. What was
/// acknowledged survives the death of the process at any moment. After [#close] every call throws
/// `UNAVAILABLE`.
///
/// Thread-safe.
public final class SqliteStores implements AutoCloseable {

  private static final int DIRECTORY_CACHE_MIB = 8;

  private final FileChannel lockFile;
  private final Database messagesDb;
  private final Database directoryDb;
  private final MessageStore messages;
  private final AccountDirectory accounts;
  private final ConversationDirectory conversations;
  private final ReentrantLock closing = new ReentrantLock();

  /// Opens the stores of a directory, making what is missing and migrating what is old.
  ///
  /// Throws `IllegalStateException` when another process has it open, or a newer program wrote it.
  public static SqliteStores open(Path dir, SqliteConfig config) {
    FileChannel lockFile = lock(dir);
    try {
      var messages =
          Database.open(
              new Database.Settings(
                  "message store",
                  dir.resolve("messages.db"),
                  "messages",
                  config.messagesCacheMib(),
                  config.synchronous()));
      try {
        var directory =
            Database.open(
                new Database.Settings(
                    "directory",
                    dir.resolve("directory.db"),
                    "directory",
                    DIRECTORY_CACHE_MIB,
                    config.synchronous()));
        return new SqliteStores(lockFile, messages, directory);
      } catch (RuntimeException e) {
        messages.close();
        throw e;
      }
    } catch (RuntimeException e) {
      unlock(lockFile);
      throw e;
    }
  }

  private SqliteStores(FileChannel lockFile, Database messagesDb, Database directoryDb) {
    this.lockFile = lockFile;
    this.messagesDb = messagesDb;
    this.directoryDb = directoryDb;
    messages = new SqliteMessageStore(messagesDb);
    accounts = new SqliteAccountDirectory(directoryDb);
    conversations = new SqliteConversationDirectory(directoryDb);
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

  /// Waits for the calls in hand and closes the files. Closing again does nothing.
  @Override
  public void close() {
    closing.lock();
    try {
      if (lockFile.isOpen()) {
        messagesDb.close();
        directoryDb.close();
        unlock(lockFile);
      }
    } finally {
      closing.unlock();
    }
  }
}
