package io.chat4all.store.jdbc.sql;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/// One SQLite file in WAL mode: one connection that writes, behind a lock, and a few that read
/// beside it.
///
/// Callers wait for a connection without bound: each call is short, and there are only as many
/// callers as the layers above let through. A connection that failed is replaced.
///
/// Thread-safe.
public final class SqliteDatabase implements Database {

  private static final Logger log = LoggerFactory.getLogger(SqliteDatabase.class);

  // A call into SQLite holds the carrier of its virtual thread: more readers than this would take
  // the processors from everybody else.
  private static final int READERS = 4;
  private static final int READER_CACHE_KIB = 4 * 1024;
  private static final int BUSY_TIMEOUT_MS = 2_000;
  // In pages of 4 KiB. Checkpoints are made in time by a thread of their own; if that cannot keep
  // up, the writer makes one itself.
  private static final int LAST_RESORT_CHECKPOINT_PAGES = 64_000;
  private static final int KEPT_LOG_BYTES = 64 << 20;

  private final Settings settings;
  private final ReentrantLock writing = new ReentrantLock(true);
  private final Semaphore readers = new Semaphore(READERS, true);
  private final Deque<Session> idleReaders = new ArrayDeque<>();
  private @Nullable Session writer;
  private @Nullable Checkpoints checkpoints;
  private volatile boolean closed;

  /// What to open and how.
  ///
  /// @param name what errors call it
  /// @param migrations the folder of resources with its migrations
  /// @param full whether a commit is on disk before it answers
  public record Settings(String name, Path file, String migrations, int cacheMib, boolean full) {}

  /// Throws `IllegalStateException` that names the file when it cannot be used.
  public static SqliteDatabase open(Settings settings) {
    var database = new SqliteDatabase(settings);
    try {
      try (var connection = database.connect(false)) {
        new SqliteMigrations(settings.migrations(), settings.file().getFileName().toString())
            .run(connection);
      }
      database.checkpoints =
          new Checkpoints(settings.name(), database.connect(false), database.writing);
      return database;
    } catch (SQLException e) {
      throw new IllegalStateException(
          "data-dir: %s cannot be opened: %s".formatted(settings.file(), e.getMessage()), e);
    }
  }

  private SqliteDatabase(Settings settings) {
    this.settings = settings;
  }

  private Connection connect(boolean readOnly) throws SQLException {
    var config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    if (readOnly) {
      config.setReadOnly(true);
      config.setOpenMode(SQLiteOpenMode.NOMUTEX);
      config.setCacheSize(-READER_CACHE_KIB);
    } else {
      config.setOpenMode(SQLiteOpenMode.NOMUTEX);
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(
          settings.full()
              ? SQLiteConfig.SynchronousMode.FULL
              : SQLiteConfig.SynchronousMode.NORMAL);
      config.setCacheSize(-settings.cacheMib() * 1024);
      config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, Integer.toString(KEPT_LOG_BYTES));
    }
    var connection = config.createConnection("jdbc:sqlite:" + settings.file());
    if (!readOnly) {
      try (var statement = connection.createStatement()) {
        statement.execute("PRAGMA wal_autocheckpoint=" + LAST_RESORT_CHECKPOINT_PAGES);
      }
    }
    return connection;
  }

  @Override
  public <T> T read(Work<T> work) {
    readers.acquireUninterruptibly();
    try {
      checkOpen();
      var session = reader();
      try {
        T answer = work.in(session);
        giveBack(session);
        return answer;
      } catch (SQLException | RuntimeException e) {
        discard(session);
        throw e;
      }
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      readers.release();
    }
  }

  private Session reader() throws SQLException {
    synchronized (idleReaders) {
      var idle = idleReaders.pollFirst();
      if (idle != null) {
        return idle;
      }
    }
    return new Session(connect(true), Dialect.SQLITE);
  }

  private void giveBack(Session session) {
    synchronized (idleReaders) {
      idleReaders.addFirst(session);
    }
  }

  @Override
  public <T> T write(Work<T> work) {
    writing.lock();
    try {
      checkOpen();
      var session = writer();
      try {
        T answer = work.in(session);
        session.end();
        return answer;
      } catch (SQLException | RuntimeException e) {
        rollback(session);
        throw e;
      }
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      writing.unlock();
    }
  }

  private Session writer() throws SQLException {
    var session = writer;
    if (session == null) {
      var connection = connect(false);
      connection.setAutoCommit(false);
      session = new Session(connection, Dialect.SQLITE);
      writer = session;
    }
    return session;
  }

  private void rollback(Session session) {
    try {
      session.rollback();
    } catch (SQLException e) {
      // Its state is unknown: a new connection takes back what was not committed.
      log.warn("Connection given up: store={}", settings.name(), e);
      discard(session);
      writer = null;
    }
  }

  private void discard(Session session) {
    try {
      session.close();
    } catch (SQLException e) {
      log.warn("Connection did not close: store={}", settings.name(), e);
    }
  }

  @Override
  public boolean isShared() {
    return false;
  }

  private void checkOpen() {
    if (closed) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "the " + settings.name() + " is closed");
    }
  }

  /// A fault of ours, or news that the store cannot answer now. The cause is logged here: an
  /// `ApiException` does not carry it.
  private RuntimeException failure(SQLException e) {
    var code = e instanceof SQLiteException sqlite ? sqlite.getResultCode() : null;
    if (code != null && isOurFault(code)) {
      return new IllegalStateException("the " + settings.name() + " refused a statement", e);
    }
    log.error("Store does not answer: store={}", settings.name(), e);
    return new ApiException(
        ErrorCode.UNAVAILABLE, "the " + settings.name() + " does not answer, try again later");
  }

  private static boolean isOurFault(SQLiteErrorCode code) {
    // Extended codes carry the primary one in their low byte.
    int primary = code.code & 0xff;
    return primary == SQLiteErrorCode.SQLITE_ERROR.code
        || primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code
        || primary == SQLiteErrorCode.SQLITE_MISMATCH.code
        || primary == SQLiteErrorCode.SQLITE_MISUSE.code
        || primary == SQLiteErrorCode.SQLITE_RANGE.code
        || primary == SQLiteErrorCode.SQLITE_TOOBIG.code;
  }

  /// Waits for the calls in hand and closes all connections, the writer last: it puts the log of
  /// changes into the file.
  @Override
  public void close() {
    closed = true;
    if (checkpoints != null) {
      checkpoints.close();
    }
    readers.acquireUninterruptibly(READERS);
    synchronized (idleReaders) {
      idleReaders.forEach(this::discard);
      idleReaders.clear();
    }
    readers.release(READERS);
    writing.lock();
    try {
      var session = writer;
      if (session != null) {
        writer = null;
        rollback(session);
        discard(session);
      }
    } finally {
      writing.unlock();
    }
  }
}
