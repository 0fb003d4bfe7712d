package io.chat4all.store.jdbc;

import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.AccountDirectoryContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteAccountDirectoryTest extends AccountDirectoryContract {

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
  protected AccountDirectory directory() {
    return stores.get().accounts();
  }

  @Override
  protected AccountDirectory restarted() {
    return stores.restarted().accounts();
  }
}
