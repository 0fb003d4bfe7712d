package io.chat4all.store.jdbc;

import io.chat4all.core.connector.Leases;
import io.chat4all.core.connector.LeasesContract;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteLeasesTest extends LeasesContract {

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
  protected Leases leases(Clock clock) {
    return stores.get().leases(clock);
  }
}
