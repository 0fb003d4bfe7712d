package io.chat4all.store.jdbc;

/// Stores of one test, which can be restarted.
interface StoresOfATest extends AutoCloseable {

  JdbcStores get();

  JdbcStores restarted();

  @Override
  void close();
}
