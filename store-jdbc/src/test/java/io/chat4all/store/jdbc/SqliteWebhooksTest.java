package io.chat4all.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.webhook.Webhook;
import io.chat4all.core.webhook.WebhookDeliveries;
import io.chat4all.core.webhook.WebhookDeliveriesContract;
import io.chat4all.core.webhook.WebhookDirectory;
import io.chat4all.core.webhook.WebhookDirectoryContract;
import io.chat4all.core.webhook.WebhookEventType;
import io.chat4all.core.webhook.WebhookId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
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

  @Test
  void webhooksGoWithTheAccountOfTheirOwner() {
    var at = Instant.parse("2026-11-20T12:34:56.123456Z");
    var owner = new UserId("bruno");
    var webhook =
        new Webhook(
            new WebhookId(new UUID(1, 1)),
            owner,
            "https://example.org/",
            "",
            Set.of(WebhookEventType.MESSAGE_CREATED),
            "sealed",
            "",
            at);
    stores
        .get()
        .accounts()
        .create(new Account(owner, Role.USER, "Bruno", Optional.empty(), "hash", 1, at));
    stores.get().webhooks().create(webhook, 1);

    stores.get().accounts().delete(owner, at);

    assertThat(stores.get().webhooks().find(webhook.id())).isEmpty();
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
