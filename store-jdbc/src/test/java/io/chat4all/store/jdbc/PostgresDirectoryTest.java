package io.chat4all.store.jdbc;

import io.chat4all.core.connector.ChannelAccountDirectory;
import io.chat4all.core.connector.ChannelAccountDirectoryContract;
import io.chat4all.core.connector.Leases;
import io.chat4all.core.connector.LeasesContract;
import io.chat4all.core.connector.Threads;
import io.chat4all.core.connector.ThreadsContract;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.conversation.ConversationDirectoryContract;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.AccountDirectoryContract;
import io.chat4all.core.identity.IdentityDirectory;
import io.chat4all.core.identity.IdentityDirectoryContract;
import io.chat4all.core.webhook.WebhookDirectory;
import io.chat4all.core.webhook.WebhookDirectoryContract;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/// The directories on PostgreSQL keep what the ports promise.
@Timeout(120)
final class PostgresDirectoryTest {

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
  final class Accounts extends AccountDirectoryContract {
    @Override
    protected AccountDirectory directory() {
      return stores.get().accounts();
    }

    @Override
    protected AccountDirectory restarted() {
      return stores.restarted().accounts();
    }
  }

  @Nested
  final class Conversations extends ConversationDirectoryContract {
    @Override
    protected ConversationDirectory directory() {
      return stores.get().conversations();
    }

    @Override
    protected ConversationDirectory restarted() {
      return stores.restarted().conversations();
    }
  }

  @Nested
  final class Identities extends IdentityDirectoryContract {
    @Override
    protected IdentityDirectory directory() {
      return stores.get().identities();
    }

    @Override
    protected AccountDirectory accounts() {
      return stores.get().accounts();
    }

    @Override
    protected void restart() {
      stores.restarted();
    }
  }

  @Nested
  final class ChannelAccounts extends ChannelAccountDirectoryContract {
    @Override
    protected ChannelAccountDirectory directory() {
      return stores.get().channelAccounts();
    }

    @Override
    protected ChannelAccountDirectory restarted() {
      return stores.restarted().channelAccounts();
    }
  }

  @Nested
  final class LeasesOfProcesses extends LeasesContract {
    @Override
    protected Leases leases(Clock clock) {
      return stores.get().leases(clock);
    }
  }

  @Nested
  final class ThreadsOfPeople extends ThreadsContract {
    @Override
    protected Threads threads() {
      return stores.get().threads();
    }

    @Override
    protected Threads restarted() {
      return stores.restarted().threads();
    }
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
}
