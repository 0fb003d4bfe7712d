package io.chat4all.store.jdbc.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One schema of a PostgreSQL or CockroachDB, with a pool of connections that write and one of
/// connections that read.
///
/// Writes are SERIALIZABLE and done again when another one was in the way (40001, 40P01), when
/// somebody was faster to insert a row (23505), and when a connection turns out to be dead before
/// the commit. A read is one statement, or several of which each sees what is committed.
///
/// A caller who gets no connection in time gets `UNAVAILABLE`; so does one whose statement takes
/// longer than 30 seconds. The pools go on looking for the server by themselves.
///
/// Thread-safe.
public final class PostgresDatabase implements Database {

  private static final Logger log = LoggerFactory.getLogger(PostgresDatabase.class);

  private static final Duration IDLE = Duration.ofMinutes(2);
  private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);
  // A transaction whose process stands still is given up, and its locks with it. A sequential scan
  // would read, for SERIALIZABLE, every row, and so be in everybody's way: each query has an index.
  private static final String OPTIONS =
      "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=10000"
          + " -c enable_seqscan=off";

  private final Settings settings;
  private final HikariDataSource writers;
  private final HikariDataSource readers;
  private final Outage outage;
  // Those of this process that met one another go on one by one, or they would meet again.
  private final ReentrantLock conflicts = new ReentrantLock(true);
  private volatile boolean closed;

  /// What to open and how.
  ///
  /// @param name what errors call it
  /// @param schema where the tables are
  /// @param migrations the folder of resources with its migrations
  /// @param connections how many there are at most, half of them for writing
  /// @param borrow how long a call waits for one
  public record Settings(
      String name,
      PostgresUrl url,
      String schema,
      String migrations,
      int connections,
      Duration borrow) {}

  /// Throws `IllegalStateException` when the server refuses us, or a newer program made the schema;
  /// waits with back-off for one that does not answer, at most for `patience`.
  public static PostgresDatabase open(Settings settings, Duration patience) {
    new PostgresMigrations(settings).run(patience);
    return new PostgresDatabase(settings);
  }

  private PostgresDatabase(Settings settings) {
    this.settings = settings;
    outage = new Outage(settings.name(), settings.url());
    var writing = config(settings, "writers", Math.max(1, settings.connections() / 2));
    writing.setAutoCommit(false);
    writing.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
    writers = new HikariDataSource(writing);
    var reading = config(settings, "readers", Math.max(1, (settings.connections() + 1) / 2));
    reading.setReadOnly(true);
    readers = new HikariDataSource(reading);
  }

  /// Connections of a pool that does not mind when there are none yet.
  private static HikariConfig config(Settings settings, String name, int connections) {
    var config = new HikariConfig();
    config.setPoolName(settings.schema() + "-" + name);
    config.setJdbcUrl(settings.url().jdbcUrl());
    var properties = properties(settings);
    properties.merge("options", OPTIONS, (given, ours) -> ours + " " + given);
    config.setDataSourceProperties(properties);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(settings.borrow().toMillis());
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    if (connections > 1) {
      config.setIdleTimeout(IDLE.toMillis());
    }
    config.setKeepaliveTime(KEEP_ALIVE.toMillis());
    return config;
  }

  /// For the driver.
  static Properties properties(Settings settings) {
    var properties = settings.url().properties();
    properties.putIfAbsent("ApplicationName", "chat4all");
    properties.putIfAbsent("connectTimeout", "5");
    properties.putIfAbsent("socketTimeout", "40");
    properties.putIfAbsent("tcpKeepAlive", "true");
    // Would have values of rows, and so addresses, in messages of errors.
    properties.put("logServerErrorDetail", "false");
    properties.put("currentSchema", settings.schema());
    return properties;
  }

  @Override
  public <T> T read(Work<T> work) {
    return call(false, work);
  }

  @Override
  public <T> T write(Work<T> work) {
    return call(true, work);
  }

  private <T> T call(boolean writes, Work<T> work) {
    var pool = writes ? writers : readers;
    var attempts = new Attempts();
    boolean queues = false;
    try {
      while (true) {
        checkOpen();
        var call = new Call<>(writes, work);
        try (var connection = pool.getConnection()) {
          T answer = call.on(connection);
          outage.answered();
          return answer;
        } catch (SQLException e) {
          var state = SqlState.of(e);
          if (!call.began || !attempts.again(state, call.committing)) {
            throw failure(state, e);
          }
          log.debug("Done again: store={} state={}", settings.name(), SqlState.code(e));
        }
        if (!queues) {
          conflicts.lock();
          queues = true;
        }
      }
    } finally {
      if (queues) {
        conflicts.unlock();
      }
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "the " + settings.name() + " is closed");
    }
  }

  /// A fault of ours, or news that the store cannot answer now. The cause is logged here: an
  /// `ApiException` does not carry it.
  private RuntimeException failure(SqlState state, SQLException e) {
    switch (state) {
      case FAULT, DUPLICATE -> {
        return new IllegalStateException("the " + settings.name() + " refused a statement", e);
      }
      case CONFLICT ->
          log.warn("Given up, others were always in the way: store={}", settings.name(), e);
      case DISCONNECTED, REFUSED, BUSY -> {
        if (!closed) {
          outage.failed(e);
        }
      }
    }
    return new ApiException(
        ErrorCode.UNAVAILABLE, "the " + settings.name() + " does not answer, try again later");
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public void close() {
    closed = true;
    readers.close();
    writers.close();
  }

  /// One attempt.
  private static final class Call<T> {

    private final boolean writes;
    private final Work<T> work;
    private boolean began;
    private boolean committing;

    Call(boolean writes, Work<T> work) {
      this.writes = writes;
      this.work = work;
    }

    T on(Connection connection) throws SQLException {
      began = true;
      var session = new Session(connection, Dialect.POSTGRES);
      if (!writes) {
        return work.in(session);
      }
      try {
        T answer = work.in(session);
        committing = true;
        session.end();
        return answer;
      } catch (SQLException | RuntimeException e) {
        rollback(session);
        throw e;
      }
    }

    private static void rollback(Session session) {
      try {
        session.rollback();
      } catch (SQLException e) {
        // It is dead, and the pool drops it.
        log.debug("Connection given up", e);
      }
    }
  }
}
