package io.chat4all.store.mongo;

import io.chat4all.core.history.ChangesContract;
import io.chat4all.core.history.MessageStore;
import org.junit.jupiter.api.AfterEach;

final class MongoChangesTest extends ChangesContract {

  private final FakeServer server = new FakeServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Override
  protected MessageStore store() {
    return server.store();
  }
}
