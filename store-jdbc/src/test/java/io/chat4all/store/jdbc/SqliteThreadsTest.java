package io.chat4all.store.jdbc;

import io.chat4all.core.connector.Threads;
import io.chat4all.core.connector.ThreadsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteThreadsTest extends ThreadsContract {

  private OpenedStores stores;

  @AfterEach
  void close() {
    stores.close();
  }

  @BeforeEach
  void open(@TempDir Path dir) {
    stores = new OpenedStores(dir);
  }

  @Override
  protected Threads threads() {
    return stores.get().threads();
  }

  @Override
  protected Threads restarted() {
    return stores.restarted().threads();
  }
}
