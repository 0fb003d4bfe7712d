package io.chat4all.store.jdbc.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection and its prepared statements, which are kept for as long as it lives.
///
/// Used by one thread at a time.
public final class Session implements AutoCloseable {

  private static final String ANY = "= ANY (?)";
  private static final int MOST_AT_ONCE = 256;

  private final Connection connection;
  private final Dialect dialect;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final List<Runnable> onFailure = new ArrayList<>();
  private boolean rollbackOnly;

  /// Makes a value of the row at hand.
  public interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  Session(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  /// The statement of this text, which must be a constant.
  public PreparedStatement statement(String sql) throws SQLException {
    var statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(dialect.text(sql));
      statements.put(sql, statement);
    }
    return statement;
  }

  public <T> List<T> list(String sql, Row<T> row, @Nullable Object... args) throws SQLException {
    var found = new ArrayList<T>();
    try (var rows = bound(sql, args).executeQuery()) {
      while (rows.next()) {
        found.add(row.of(rows));
      }
    }
    return found;
  }

  /// Rows of any of the values, all texts, all `Long` or all `byte[]`, in no order. The text says
  /// `= ANY (?)`, before every other parameter; in a row that several values find, or by many
  /// values, it comes once for each at most.
  public <T> List<T> any(String sql, Row<T> row, Collection<?> values, @Nullable Object... args)
      throws SQLException {
    var all = List.copyOf(values);
    var found = new ArrayList<T>();
    for (int from = 0; from < all.size(); from += MOST_AT_ONCE) {
      var some = all.subList(from, Math.min(all.size(), from + MOST_AT_ONCE));
      found.addAll(
          dialect == Dialect.SQLITE ? in(sql, row, some, args) : array(sql, row, some, args));
    }
    return found;
  }

  /// The last value again and again up to a power of two, so that there are few texts.
  private <T> List<T> in(String sql, Row<T> row, List<?> values, @Nullable Object... args)
      throws SQLException {
    int places = values.size() == 1 ? 1 : Integer.highestOneBit(values.size() - 1) * 2;
    var all = new ArrayList<@Nullable Object>(places + args.length);
    all.addAll(values);
    while (all.size() < places) {
      all.add(values.getLast());
    }
    all.addAll(Arrays.asList(args));
    var marks = "IN (" + "?, ".repeat(places - 1) + "?)";
    return list(sql.replace(ANY, marks), row, all.toArray());
  }

  private <T> List<T> array(String sql, Row<T> row, List<?> values, @Nullable Object... args)
      throws SQLException {
    var array =
        switch (values.getFirst()) {
          case byte[] _ -> connection.createArrayOf("bytea", values.toArray(byte[][]::new));
          case Long _ -> connection.createArrayOf("int8", values.toArray());
          default ->
              connection.createArrayOf(
                  "text", values.stream().map(it -> Columns.kept((String) it)).toArray());
        };
    var all = new ArrayList<@Nullable Object>(1 + args.length);
    all.add(array);
    all.addAll(Arrays.asList(args));
    return list(sql, row, all.toArray());
  }

  public <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... args)
      throws SQLException {
    try (var rows = bound(sql, args).executeQuery()) {
      return rows.next() ? Optional.of(row.of(rows)) : Optional.empty();
    }
  }

  public boolean exists(String sql, @Nullable Object... args) throws SQLException {
    try (var rows = bound(sql, args).executeQuery()) {
      return rows.next();
    }
  }

  /// Answers how many rows changed.
  public int update(String sql, @Nullable Object... args) throws SQLException {
    return bound(sql, args).executeUpdate();
  }

  /// The next numbers of a table's column `no`, for rows that are inserted with them.
  public List<Long> numbers(String table, int count) throws SQLException {
    return list(dialect.numbers(table), row -> row.getLong(1), count);
  }

  /// Adds one to the changes that [#execute] makes by this text.
  public void batch(String sql, @Nullable Object... args) throws SQLException {
    bound(sql, args).addBatch();
  }

  /// Makes the changes that were added; answers how many rows each changed.
  public int[] execute(String sql) throws SQLException {
    return statement(sql).executeBatch();
  }

  private PreparedStatement bound(String sql, @Nullable Object... args) throws SQLException {
    var statement = statement(sql);
    for (int i = 0; i < args.length; i++) {
      var value = args[i];
      statement.setObject(i + 1, value instanceof String text ? Columns.kept(text) : value);
    }
    return statement;
  }

  /// Lets the transaction in hand write nothing.
  public void rollbackOnly() {
    rollbackOnly = true;
  }

  /// Runs when the transaction in hand is durable, before the next one begins.
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /// Runs when the transaction in hand throws, before the next one begins. Whether it was written
  /// is then unknown: a commit may fail halfway.
  public void onFailure(Runnable action) {
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
