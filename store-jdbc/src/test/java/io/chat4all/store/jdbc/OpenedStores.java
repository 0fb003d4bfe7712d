package io.chat4all.store.jdbc;

import java.nio.file.Path;

/// Stores of one test, which can be restarted.
final class OpenedStores implements StoresOfATest {

  private final Path dir;
  private JdbcStores stores;

  OpenedStores(Path dir) {
    this.dir = dir;
    stores = open();
  }

  private JdbcStores open() {
    return JdbcStores.sqlite(dir, new SqliteConfig(4, SqliteConfig.Synchronous.NORMAL));
  }

  @Override
  public JdbcStores get() {
    return stores;
  }

  @Override
  public JdbcStores restarted() {
    stores.close();
    stores = open();
    return stores;
  }

  @Override
  public void close() {
    stores.close();
  }
}
