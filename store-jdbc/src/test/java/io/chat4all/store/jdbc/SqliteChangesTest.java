package io.chat4all.store.jdbc;

import io.chat4all.core.history.ChangesContract;
import io.chat4all.core.history.MessageStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteChangesTest extends ChangesContract {

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
}
