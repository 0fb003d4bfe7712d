package io.chat4all.store.jdbc;

import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.ParkedDeliveriesContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteParkedDeliveriesTest extends ParkedDeliveriesContract {

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
  protected DeliveryLedger ledger() {
    return stores.get().ledger();
  }
}
