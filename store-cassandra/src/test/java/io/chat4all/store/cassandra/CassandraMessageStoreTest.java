package io.chat4all.store.cassandra;

import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.MessageStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class CassandraMessageStoreTest extends MessageStoreContract {

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

  @Override
  protected MessageStore restarted() {
    return opened.restarted();
  }
}
