package io.chat4all.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.connector.ChannelAccountDirectory;
import io.chat4all.core.connector.ChannelAccountDirectoryContract;
import io.chat4all.core.connector.Leases;
import io.chat4all.core.connector.LeasesContract;
import io.chat4all.core.connector.Threads;
import io.chat4all.core.connector.ThreadsContract;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.conversation.ConversationDirectoryContract;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedgerContract;
import io.chat4all.core.delivery.DeliveryReceiptsContract;
import io.chat4all.core.delivery.ParkedDeliveriesContract;
import io.chat4all.core.history.ChangesContract;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.MessageStoreContract;
import io.chat4all.core.history.ReceiptsContract;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.AccountDirectoryContract;
import io.chat4all.core.identity.IdentityDirectory;
import io.chat4all.core.identity.IdentityDirectoryContract;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.webhook.Webhook;
import io.chat4all.core.webhook.WebhookDeliveries;
import io.chat4all.core.webhook.WebhookDeliveriesContract;
import io.chat4all.core.webhook.WebhookDirectory;
import io.chat4all.core.webhook.WebhookDirectoryContract;
import io.chat4all.core.webhook.WebhookEventType;
import io.chat4all.core.webhook.WebhookId;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What the stores on every database keep: all that their ports promise.
abstract class StoresContract {

  /// Stores that are empty at the begin of each test.
  protected abstract StoresOfATest stores();

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
    stores()
        .get()
        .accounts()
        .create(new Account(owner, Role.USER, "Bruno", Optional.empty(), "hash", 1, at));
    stores().get().webhooks().create(webhook, 1);

    stores().get().accounts().delete(owner, at);

    assertThat(stores().get().webhooks().find(webhook.id())).isEmpty();
  }

  @Nested
  final class Messages extends MessageStoreContract {
    @Override
    protected MessageStore store() {
      return stores().get().messages();
    }

    @Override
    protected MessageStore restarted() {
      return stores().restarted().messages();
    }
  }

  @Nested
  final class Changes extends ChangesContract {
    @Override
    protected MessageStore store() {
      return stores().get().messages();
    }
  }

  @Nested
  final class Receipts extends ReceiptsContract {
    @Override
    protected MessageStore store() {
      return stores().get().messages();
    }
  }

  @Nested
  final class Accounts extends AccountDirectoryContract {
    @Override
    protected AccountDirectory directory() {
      return stores().get().accounts();
    }

    @Override
    protected AccountDirectory restarted() {
      return stores().restarted().accounts();
    }
  }

  @Nested
  final class Conversations extends ConversationDirectoryContract {
    @Override
    protected ConversationDirectory directory() {
      return stores().get().conversations();
    }

    @Override
    protected ConversationDirectory restarted() {
      return stores().restarted().conversations();
    }
  }

  @Nested
  final class Identities extends IdentityDirectoryContract {
    @Override
    protected IdentityDirectory directory() {
      return stores().get().identities();
    }

    @Override
    protected AccountDirectory accounts() {
      return stores().get().accounts();
    }

    @Override
    protected void restart() {
      stores().restarted();
    }
  }

  @Nested
  final class ChannelAccounts extends ChannelAccountDirectoryContract {
    @Override
    protected ChannelAccountDirectory directory() {
      return stores().get().channelAccounts();
    }

    @Override
    protected ChannelAccountDirectory restarted() {
      return stores().restarted().channelAccounts();
    }
  }

  @Nested
  final class LeasesOfProcesses extends LeasesContract {
    @Override
    protected Leases leases(Clock clock) {
      return stores().get().leases(clock);
    }
  }

  @Nested
  final class ThreadsOfPeople extends ThreadsContract {
    @Override
    protected Threads threads() {
      return stores().get().threads();
    }

    @Override
    protected Threads restarted() {
      return stores().restarted().threads();
    }
  }

  @Nested
  final class Webhooks extends WebhookDirectoryContract {
    @Override
    protected WebhookDirectory directory() {
      return stores().get().webhooks();
    }

    @Override
    protected ConversationDirectory conversations() {
      return stores().get().conversations();
    }

    @Override
    protected WebhookDirectory restarted() {
      return stores().restarted().webhooks();
    }
  }

  @Nested
  final class Ledger extends DeliveryLedgerContract {
    @Override
    protected DeliveryLedger ledger() {
      return stores().get().ledger();
    }

    @Override
    protected DeliveryLedger restarted() {
      return stores().restarted().ledger();
    }
  }

  @Nested
  final class DeliveryReceipts extends DeliveryReceiptsContract {
    @Override
    protected DeliveryLedger ledger() {
      return stores().get().ledger();
    }
  }

  @Nested
  final class ParkedDeliveries extends ParkedDeliveriesContract {
    @Override
    protected DeliveryLedger ledger() {
      return stores().get().ledger();
    }
  }

  @Nested
  final class CallsOfWebhooks extends WebhookDeliveriesContract {
    @Override
    protected WebhookDeliveries deliveries() {
      return stores().get().webhookDeliveries();
    }

    @Override
    protected WebhookDeliveries restarted() {
      return stores().restarted().webhookDeliveries();
    }
  }
}
