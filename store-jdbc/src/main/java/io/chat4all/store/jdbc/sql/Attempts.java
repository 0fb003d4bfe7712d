package io.chat4all.store.jdbc.sql;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// How often a transaction is done again that others were in the way of, and after which back-off.
///
/// Used by one call.
final class Attempts {

  private static final int MOST = 30;
  private static final int MOST_DUPLICATES = 5;
  private static final int MOST_RECONNECTS = 3;
  private static final long FIRST_NANOS = 250_000;
  private static final long LONGEST_NANOS = 50_000_000;

  private int conflicts;
  private int duplicates;
  private int reconnects;

  /// Whether it is to be done again; waits before it says so. Each of two that met waits another
  /// time, so that they do not meet again.
  ///
  /// @param committing whether it was the commit that failed
  boolean again(SqlState state, boolean committing) {
    boolean again =
        switch (state) {
          case CONFLICT -> ++conflicts < MOST;
          case DUPLICATE -> ++duplicates < MOST_DUPLICATES;
          // Of a commit without an answer nobody knows whether it was made.
          case DISCONNECTED -> !committing && ++reconnects < MOST_RECONNECTS;
          case REFUSED, BUSY, FAULT -> false;
        };
    if (again && state != SqlState.DISCONNECTED) {
      int times = Math.min(conflicts + duplicates, 16);
      long most = Math.min(FIRST_NANOS << times, LONGEST_NANOS);
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most / 4, most));
    }
    return again;
  }
}
