package io.chat4all.gateway.socket;

import java.util.concurrent.Semaphore;

/// The syncs of one session: they run beside its lane, since what a client says meanwhile must not
/// wait for a long history, and one after the other.
///
/// Thread-safe.
final class Syncs {

  /// Some clients sync each conversation by itself.
  private static final int MOST_WAITING = 16;

  private final Semaphore room = new Semaphore(MOST_WAITING);
  private final Semaphore turn = new Semaphore(1, true);

  /// Runs it later, on a thread of its own; blocks while too many wait.
  void start(Sync sync) throws InterruptedException {
    room.acquire();
    Thread.ofVirtual().name("session-sync").start(() -> run(sync));
  }

  private void run(Sync sync) {
    try {
      turn.acquire();
      try {
        sync.run();
      } finally {
        turn.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      room.release();
    }
  }

  /// Reads the history and writes to the client, at its pace.
  interface Sync {
    void run() throws InterruptedException;
  }
}
