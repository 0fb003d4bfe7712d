package io.chat4all.store.jdbc.directory;

import io.chat4all.core.connector.Leases;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Database;
import java.time.Clock;
import java.time.Duration;

/// Leases, by the clocks of the processes that take them: those should differ by less than a lease
/// lasts.
public final class JdbcLeases implements Leases {

  private static final String TAKE =
      """
      INSERT INTO leases (name, holder, ends_at) VALUES (?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at
      WHERE leases.holder = excluded.holder OR leases.ends_at <= ?\
      """;
  private static final String RELEASE = "DELETE FROM leases WHERE name = ? AND holder = ?";

  private final Database database;
  private final Clock clock;

  /// On a database with its schema.
  public JdbcLeases(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public boolean take(String name, String holder, Duration lifetime) {
    var now = clock.instant();
    long end = Columns.micros(now.plus(lifetime));
    return database.write(session -> session.update(TAKE, name, holder, end, Columns.micros(now)))
        > 0;
  }

  @Override
  public void release(String name, String holder) {
    database.write(session -> session.update(RELEASE, name, holder));
  }
}
