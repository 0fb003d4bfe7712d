package io.chat4all.store.jdbc.sql;

import java.sql.SQLException;

/// Where rows are read and written, in transactions.
///
/// A call may be done more than once before it answers: work must not change anything but rows, or
/// do it in [Session#afterCommit]. Thread-safe.
public interface Database extends AutoCloseable {

  /// What to do in a transaction.
  interface Work<T> {
    T in(Session session) throws SQLException;
  }

  /// Reads what is committed; each statement for itself.
  <T> T read(Work<T> work);

  /// Does work as one transaction, as if no other ran beside it; when it throws nothing is written.
  <T> T write(Work<T> work);

  /// Whether other processes write too, so that nothing may be remembered from one transaction to
  /// the next that could change.
  boolean isShared();

  /// Waits for the calls in hand; every later one throws `UNAVAILABLE`.
  @Override
  void close();
}
