package io.chat4all.store.jdbc;

import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedgerContract;
import io.chat4all.core.delivery.DeliveryReceiptsContract;
import io.chat4all.core.delivery.ParkedDeliveriesContract;
import io.chat4all.core.webhook.WebhookDeliveries;
import io.chat4all.core.webhook.WebhookDeliveriesContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/// The delivery ledger on PostgreSQL keeps what the port promises.
@Timeout(120)
final class PostgresLedgerTest {

  private static PostgresStores stores;

  @BeforeAll
  static void open() {
    stores = new PostgresStores();
  }

  @AfterAll
  static void close() {
    stores.close();
  }

  @BeforeEach
  void empty() {
    stores.empty();
  }

  @Nested
  final class Ledger extends DeliveryLedgerContract {
    @Override
    protected DeliveryLedger ledger() {
      return stores.get().ledger();
    }

    @Override
    protected DeliveryLedger restarted() {
      return stores.restarted().ledger();
    }
  }

  @Nested
  final class Receipts extends DeliveryReceiptsContract {
    @Override
    protected DeliveryLedger ledger() {
      return stores.get().ledger();
    }
  }

  @Nested
  final class Parked extends ParkedDeliveriesContract {
    @Override
    protected DeliveryLedger ledger() {
      return stores.get().ledger();
    }
  }

  @Nested
  final class Webhooks extends WebhookDeliveriesContract {
    @Override
    protected WebhookDeliveries deliveries() {
      return stores.get().webhookDeliveries();
    }

    @Override
    protected WebhookDeliveries restarted() {
      return stores.restarted().webhookDeliveries();
    }
  }
}
