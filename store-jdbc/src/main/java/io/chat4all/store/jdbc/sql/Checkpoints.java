package io.chat4all.store.jdbc.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves what was committed from the write-ahead log into the database file, on a thread of its
/// own, so that no append waits for it: done by a commit it stopped the writer for 20 to 60 ms.
///
/// Most is moved beside the writer. The log begins anew only when nothing is left in it, which
/// never happens under load: so when it has grown, the little that is left is moved with the writer
/// held.
final class Checkpoints implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

  private static final int EVERY_MS = 250;
  private static final int WORTH_MOVING_PAGES = 2_000;
  private static final int TOO_LONG_PAGES = 16_000;

  private final String name;
  private final Connection connection;
  private final Lock writing;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  Checkpoints(String name, Connection connection, Lock writing) {
    this.name = name;
    this.connection = connection;
    this.writing = writing;
    // A platform thread: SQLite would hold the carrier of a virtual one during its writes.
    thread = Thread.ofPlatform().daemon().name("checkpoints of the " + name).start(this::run);
  }

  private void run() {
    try {
      while (!closed.await(EVERY_MS, TimeUnit.MILLISECONDS)) {
        move();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void move() {
    try {
      var now = checkpoint("NOOP");
      if (now.pages() - now.moved() < WORTH_MOVING_PAGES) {
        return;
      }
      var moved = checkpoint("PASSIVE");
      if (moved.pages() >= TOO_LONG_PAGES) {
        moveRest();
      }
    } catch (SQLException e) {
      log.warn("Checkpoint failed, next one comes soon: store={}", name, e);
    }
  }

  private void moveRest() throws SQLException {
    writing.lock();
    try {
      checkpoint("PASSIVE");
    } finally {
      writing.unlock();
    }
  }

  private Progress checkpoint(String mode) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      row.next();
      return new Progress(row.getInt(2), row.getInt(3));
    }
  }

  /// Waits for the checkpoint in hand.
  @Override
  public void close() {
    closed.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      connection.close();
    } catch (SQLException e) {
      log.warn("Connection did not close: store={}", name, e);
    }
  }

  private record Progress(int pages, int moved) {}
}
