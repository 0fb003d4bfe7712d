package io.chat4all.store.cassandra;

import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.ReceiptsContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class CassandraReceiptsTest extends ReceiptsContract {

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

  /// Two hundred looks are one read of ten thousand rows, on a machine that may be busy.
  @Override
  protected long slowestLowestMicros() {
    return 5_000;
  }
}
