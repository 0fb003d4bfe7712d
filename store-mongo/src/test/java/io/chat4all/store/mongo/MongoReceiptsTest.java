package io.chat4all.store.mongo;

import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.ReceiptsContract;
import org.junit.jupiter.api.AfterEach;

final class MongoReceiptsTest extends ReceiptsContract {

  private final FakeServer server = new FakeServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Override
  protected MessageStore store() {
    return server.store();
  }

  /// The server of these tests scans and sorts ten thousand documents where MongoDB has an index.
  @Override
  protected int looks() {
    return 10;
  }

  @Override
  protected long slowestLowestMicros() {
    return 1_000_000;
  }
}
