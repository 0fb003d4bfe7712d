package io.chat4all.store.jdbc.sql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What PostgreSQL and CockroachDB mean by their codes of errors (PostgreSQL, appendix A).
enum SqlState {
  /// Another transaction was in the way: done again, it may succeed.
  CONFLICT,
  /// A row is there that was not a moment ago: somebody else was faster, or it is a fault of ours.
  DUPLICATE,
  /// The connection is gone, and with it what was not committed.
  DISCONNECTED,
  /// The server refuses us: nothing but other settings mends it.
  REFUSED,
  /// The server cannot, or not now.
  BUSY,
  /// A fault of ours.
  FAULT;

  static SqlState of(SQLException e) {
    var code = code(e);
    if (code == null) {
      return BUSY;
    }
    return switch (code) {
      case "40001", "40P01" -> CONFLICT;
      case "23505" -> DUPLICATE;
      case "57P01", "57P02", "25P03" -> DISCONNECTED;
      case "3D000", "42501" -> REFUSED;
      // No answer to a commit (CockroachDB); a server that only reads, after a change of leaders;
      // a deadline.
      case "40003", "25006", "57014", "55P03" -> BUSY;
      default ->
          switch (code.substring(0, Math.min(2, code.length()))) {
            case "08" -> DISCONNECTED;
            case "28" -> REFUSED;
            case "53", "57", "58", "XX" -> BUSY;
            default -> FAULT;
          };
    };
  }

  /// The code of the nearest cause that has one: a pool that got no connection wraps the reason,
  /// and a batch the statement that failed.
  static @Nullable String code(SQLException e) {
    for (Throwable it = e; it != null; it = it.getCause()) {
      if (it instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return null;
  }
}
