package io.chat4all.gateway;

import io.chat4all.core.connector.InMemoryChannelAccountDirectory;
import io.chat4all.core.connector.ScriptedChannels;
import io.chat4all.core.connector.SettingsSeal;
import io.chat4all.core.conversation.InMemoryConversationDirectory;
import io.chat4all.core.delivery.InMemoryDeliveryLedger;
import io.chat4all.core.file.InMemoryObjectStore;
import io.chat4all.core.file.SignedFileLinks;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.InMemoryAccountDirectory;
import io.chat4all.core.identity.InMemoryIdentityDirectory;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.intake.ChannelIntake;
import io.chat4all.core.intake.Contacts;
import io.chat4all.core.intake.DeadLetterIntake;
import io.chat4all.core.intake.IdentityIntake;
import io.chat4all.core.intake.MergedMemberships;
import io.chat4all.core.log.InMemoryLog;
import io.chat4all.core.route.DirectoryRoutePlanner;
import io.chat4all.core.route.RouteConfig;
import io.chat4all.core.route.RouteSources;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.BlockingQueue;

/// What a node has for channels: everything real but the stores and the connectors.
final class TestChannels implements AutoCloseable {

  static final URI PUBLIC_URL = URI.create("https://chat.example.org");
  private static final Secret SECRET = new Secret(TestNode.SECRET_KEY);

  final ScriptedChannels channels = new ScriptedChannels();
  final InMemoryChannelAccountDirectory directory = new InMemoryChannelAccountDirectory();
  final InMemoryDeliveryLedger ledger = new InMemoryDeliveryLedger();
  final SettingsSeal seal = new SettingsSeal(SECRET, new SecureRandom());
  final ScriptedWebhooks webhooks = new ScriptedWebhooks();
  final InMemoryIdentityDirectory identities;
  final InMemoryObjectStore files;
  final SignedFileLinks links;
  final DirectoryRoutePlanner planner;
  private final RecordingObjectStore recorded;
  private final InMemoryAccountDirectory accounts;
  private final InMemoryConversationDirectory conversations;
  private final InMemoryLog log;
  private final Clock clock;

  TestChannels(
      InMemoryAccountDirectory accounts,
      InMemoryConversationDirectory conversations,
      InMemoryLog log,
      Clock clock) {
    this.accounts = accounts;
    this.conversations = conversations;
    this.log = log;
    this.clock = clock;
    identities = new InMemoryIdentityDirectory(accounts);
    files = new InMemoryObjectStore(clock);
    recorded = new RecordingObjectStore(files);
    links = new SignedFileLinks(() -> PUBLIC_URL, SECRET, clock);
    planner =
        new DirectoryRoutePlanner(
            new RouteSources(conversations, identities, directory), log, RouteConfig.NONE, clock);
  }

  IdentityIntake identityIntake() {
    return new IdentityIntake(
        accounts,
        identities,
        channels,
        new Contacts(accounts, identities, log, new Random(1), clock),
        new MergedMemberships(conversations, log, log, clock),
        log,
        clock);
  }

  ChannelIntake channelIntake() {
    return new ChannelIntake(channels, directory, seal, accounts, log, ledger, clock);
  }

  DeadLetterIntake deadLetterIntake(MessageStore store) {
    return new DeadLetterIntake(ledger, store, accounts, log, log.deliveryQueue(), clock);
  }

  ChannelPorts ports() {
    return new ChannelPorts(channels, webhooks, recorded, links, () -> PUBLIC_URL);
  }

  /// Whether each upload was kept, in the order in which they ended.
  BlockingQueue<Boolean> puts() {
    return recorded.puts();
  }

  @Override
  public void close() {
    planner.close();
  }
}
