package io.chat4all.store.jdbc;

import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.MessageStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteMessageStoreTest extends MessageStoreContract {

  private OpenedStores stores;

  @BeforeEach
  void open(@TempDir Path dir) {
    stores = new OpenedStores(dir);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Override
  protected MessageStore store() {
    return stores.get().messages();
  }

  @Override
  protected MessageStore restarted() {
    return stores.restarted().messages();
  }
}
