package io.chat4all.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection and its prepared statements, which are kept for as long as it lives.
///
/// Used by one thread at a time.
final class Session implements AutoCloseable {

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final List<Runnable> onFailure = new ArrayList<>();
  private boolean rollbackOnly;

  /// Makes a value of the row at hand.
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  Session(Connection connection) {
    this.connection = connection;
  }

  /// The statement of this text, which must be a constant.
  PreparedStatement statement(String sql) throws SQLException {
    var statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  <T> List<T> list(String sql, Row<T> row, @Nullable Object... args) throws SQLException {
    var found = new ArrayList<T>();
    try (var rows = bound(sql, args).executeQuery()) {
      while (rows.next()) {
        found.add(row.of(rows));
      }
    }
    return found;
  }

  <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... args) throws SQLException {
    try (var rows = bound(sql, args).executeQuery()) {
      return rows.next() ? Optional.of(row.of(rows)) : Optional.empty();
    }
  }

  boolean exists(String sql, @Nullable Object... args) throws SQLException {
    try (var rows = bound(sql, args).executeQuery()) {
      return rows.next();
    }
  }

  /// Answers how many rows changed.
  int update(String sql, @Nullable Object... args) throws SQLException {
    return bound(sql, args).executeUpdate();
  }

  private PreparedStatement bound(String sql, @Nullable Object... args) throws SQLException {
    var statement = statement(sql);
    for (int i = 0; i < args.length; i++) {
      statement.setObject(i + 1, args[i]);
    }
    return statement;
  }

  /// Lets the transaction in hand write nothing.
  void rollbackOnly() {
    rollbackOnly = true;
  }

  /// Runs when the transaction in hand is durable, before the next one begins.
  void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /// Runs when the transaction in hand throws, before the next one begins. Whether it was written
  /// is then unknown: a commit may fail halfway.
  void onFailure(Runnable action) {
    onFailure.add(action);
  }

  /// Ends the transaction in hand.
  void end() throws SQLException {
    if (rollbackOnly) {
      connection.rollback();
    } else {
      connection.commit();
      afterCommit.forEach(Runnable::run);
    }
    forget();
  }

  /// Takes the transaction in hand back.
  void rollback() throws SQLException {
    onFailure.forEach(Runnable::run);
    forget();
    for (var statement : statements.values()) {
      statement.clearBatch();
    }
    connection.rollback();
  }

  private void forget() {
    rollbackOnly = false;
    afterCommit.clear();
    onFailure.clear();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
