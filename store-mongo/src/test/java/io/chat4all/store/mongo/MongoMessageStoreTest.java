package io.chat4all.store.mongo;

import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.MessageStoreContract;
import org.junit.jupiter.api.AfterEach;

final class MongoMessageStoreTest extends MessageStoreContract {

  private final FakeServer server = new FakeServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Override
  protected MessageStore store() {
    return server.store();
  }

  @Override
  protected MessageStore restarted() {
    return server.restarted();
  }
}
