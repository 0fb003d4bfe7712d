package io.chat4all.store.jdbc;

import java.nio.file.Path;

/// Stores of one test, which can be restarted.
final class OpenedStores implements AutoCloseable {

  private final Path dir;
  private SqliteStores stores;

  OpenedStores(Path dir) {
    this.dir = dir;
    stores = open();
  }

  private SqliteStores open() {
    return SqliteStores.open(dir, new SqliteConfig(4, SqliteConfig.Synchronous.NORMAL));
  }

  SqliteStores get() {
    return stores;
  }

  SqliteStores restarted() {
    stores.close();
    stores = open();
    return stores;
  }

  @Override
  public void close() {
    stores.close();
  }
}
