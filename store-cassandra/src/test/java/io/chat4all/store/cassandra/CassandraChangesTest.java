package io.chat4all.store.cassandra;

import io.chat4all.core.history.ChangesContract;
import io.chat4all.core.history.MessageStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class CassandraChangesTest extends ChangesContract {

  private OpenedStore opened;

  @BeforeEach
  void open() {
    opened = OpenedStore.shared();
  }

  @AfterEach
  void close() {
    opened.close();
  }

  @Override
  protected MessageStore store() {
    return opened.get();
  }
}
