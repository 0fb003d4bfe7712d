package io.chat4all.store.cassandra;

import io.chat4all.core.history.MessageStore;
import org.jspecify.annotations.Nullable;

/// The store of one test. Conversations are new in every test, so all share one keyspace, and the
/// store that the first one opened.
final class OpenedStore implements AutoCloseable {

  private static @Nullable CassandraStore shared;

  private @Nullable CassandraStore own;

  static OpenedStore shared() {
    return new OpenedStore();
  }

  private static synchronized CassandraStore first() {
    var store = shared;
    if (store == null) {
      store = RealCassandra.open();
      shared = store;
    }
    return store;
  }

  MessageStore get() {
    var store = own;
    return (store == null ? first() : store).messages();
  }

  /// Another process that opens the same keyspace.
  MessageStore restarted() {
    close();
    own = RealCassandra.open();
    return get();
  }

  @Override
  public void close() {
    var store = own;
    if (store != null) {
      store.close();
      own = null;
    }
  }
}
