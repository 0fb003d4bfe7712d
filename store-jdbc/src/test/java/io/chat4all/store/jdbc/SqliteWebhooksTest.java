package io.chat4all.store.jdbc;

import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.webhook.WebhookDeliveries;
import io.chat4all.core.webhook.WebhookDeliveriesContract;
import io.chat4all.core.webhook.WebhookDirectory;
import io.chat4all.core.webhook.WebhookDirectoryContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

final class SqliteWebhooksTest {

  private OpenedStores stores;

  @AfterEach
  void close() {
    stores.close();
  }

  @BeforeEach
  void open(@TempDir Path dir) {
    stores = new OpenedStores(dir);
  }

  @Nested
  final class Webhooks extends WebhookDirectoryContract {
    @Override
    protected WebhookDirectory directory() {
      return stores.get().webhooks();
    }

    @Override
    protected ConversationDirectory conversations() {
      return stores.get().conversations();
    }

    @Override
    protected WebhookDirectory restarted() {
      return stores.restarted().webhooks();
    }
  }

  @Nested
  final class Deliveries extends WebhookDeliveriesContract {
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
