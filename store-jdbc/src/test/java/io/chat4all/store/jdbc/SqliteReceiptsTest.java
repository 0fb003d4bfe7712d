package io.chat4all.store.jdbc;

import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.ReceiptsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteReceiptsTest extends ReceiptsContract {

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
