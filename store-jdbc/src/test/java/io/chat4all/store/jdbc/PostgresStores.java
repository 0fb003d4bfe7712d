package io.chat4all.store.jdbc;

import io.chat4all.core.identity.Secret;
import io.chat4all.store.jdbc.embedded.PostgresServer;
import io.chat4all.store.jdbc.sql.Database;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Stores of one test class on PostgreSQL, empty for each test, which can be restarted.
final class PostgresStores implements StoresOfATest {

  // Faster than TRUNCATE, which makes new files and waits for the disk.
  private static final String EMPTY =
      """
      DO $$
      DECLARE name text;
      BEGIN
        FOR name IN
          SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
          WHERE schemaname LIKE 'chat4all%' AND tablename <> 'flyway_schema_history'
        LOOP
          EXECUTE 'DELETE FROM ' || name;
        END LOOP;
      END $$\
      """;

  private final String url = PostgresServer.shared().newDatabase();
  private final PostgresConfig config = config(url);
  private List<Database> databases = open();
  private JdbcStores stores = onDatabases();

  static PostgresConfig config(String url) {
    return PostgresConfig.of(new Secret(url)).withLimits(24, Duration.ofSeconds(20));
  }

  private List<Database> open() {
    return List.of(
        JdbcStores.postgres(config, "message store", "messages"),
        JdbcStores.postgres(config, "directory", "directory"),
        JdbcStores.postgres(config, "delivery ledger", "deliveries"));
  }

  private JdbcStores onDatabases() {
    return new JdbcStores(
        List.copyOf(databases), Optional.of(databases.get(0)), databases.get(1), databases.get(2));
  }

  @Override
  public JdbcStores get() {
    return stores;
  }

  /// Empties the tables, which nobody remembers anything of.
  void empty() {
    PostgresServer.shared().execute(url.substring(url.lastIndexOf('/') + 1), EMPTY);
    stores = onDatabases();
  }

  @Override
  public JdbcStores restarted() {
    stores.close();
    databases = open();
    stores = onDatabases();
    return stores;
  }

  @Override
  public void close() {
    stores.close();
  }
}
