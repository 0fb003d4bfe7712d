package io.chat4all.server;

import io.chat4all.core.connector.Channels;
import io.chat4all.core.connector.SettingsSeal;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.intake.ChannelIntake;
import io.chat4all.core.intake.Contacts;
import io.chat4all.core.intake.ConversationIntake;
import io.chat4all.core.intake.DeadLetterIntake;
import io.chat4all.core.intake.Directories;
import io.chat4all.core.intake.IdentityIntake;
import io.chat4all.core.intake.IntakeLimits;
import io.chat4all.core.intake.Intakes;
import io.chat4all.core.intake.Memberships;
import io.chat4all.core.intake.MergedMemberships;
import io.chat4all.core.intake.MessageFinder;
import io.chat4all.core.intake.MessageIntake;
import io.chat4all.core.intake.PendingMessages;
import io.chat4all.core.intake.ReceiptIntake;
import io.chat4all.core.intake.UuidV7;
import io.chat4all.core.query.ConversationReader;
import io.chat4all.core.query.MessageReader;
import io.chat4all.core.query.Readers;
import io.chat4all.core.query.RouteReader;
import io.chat4all.core.query.TraceReader;
import io.chat4all.core.route.DirectoryRoutePlanner;
import io.chat4all.core.route.DisplayNames;
import io.chat4all.core.route.RouteConfig;
import io.chat4all.core.route.RouteSources;
import io.chat4all.core.webhook.WebhookAddresses;
import io.chat4all.core.webhook.WebhookIntake;
import io.chat4all.core.webhook.WebhookSeal;
import java.security.SecureRandom;
import java.time.Clock;

/// The core's rules, wired over the engines.
record Rules(
    Directories directories,
    Memberships memberships,
    PendingMessages pending,
    Intakes intakes,
    Readers readers,
    DirectoryRoutePlanner planner,
    DisplayNames names,
    Contacts contacts)
    implements AutoCloseable {

  static Rules wire(
      ServerConfig config,
      Engines engines,
      Channels channels,
      SettingsSeal seal,
      WebhookSeal webhookSeal,
      Clock clock) {
    return new Wiring(config, engines, channels, seal, webhookSeal, clock).rules();
  }

  /// Lets go of the directory's changes.
  @Override
  public void close() {
    planner.close();
    names.close();
    memberships.close();
  }

  /// The parts that several rules share.
  private static final class Wiring {

    private final SecureRandom random = new SecureRandom();
    private final Engines engines;
    private final Channels channels;
    private final SettingsSeal seal;
    private final WebhookSeal webhookSeal;
    private final Clock clock;
    private final WebhookAddresses webhookAddresses;
    private final IntakeLimits limits;
    private final Directories directories;
    private final Memberships memberships;
    private final PendingMessages pending;
    private final MessageFinder finder;
    private final Contacts contacts;
    private final DirectoryRoutePlanner planner;

    Wiring(
        ServerConfig config,
        Engines engines,
        Channels channels,
        SettingsSeal seal,
        WebhookSeal webhookSeal,
        Clock clock) {
      this.engines = engines;
      this.channels = channels;
      this.seal = seal;
      this.webhookSeal = webhookSeal;
      this.clock = clock;
      webhookAddresses = config.webhooks().addresses();
      var stores = engines.stores();
      var changes = engines.log().directoryChanges();
      ConversationDirectory conversations = stores.conversations();
      limits = new IntakeLimits(config.messages().maxTextBytes(), config.messages().maxMembers());
      directories = new Directories(stores.accounts(), conversations);
      memberships = new Memberships(conversations, changes, clock);
      pending = new PendingMessages(clock);
      finder = new MessageFinder(engines.messages(), pending, memberships);
      contacts = new Contacts(stores.accounts(), stores.identities(), changes, random, clock);
      planner =
          new DirectoryRoutePlanner(
              new RouteSources(conversations, stores.identities(), stores.channelAccounts()),
              changes,
              new RouteConfig(config.channels().defaultRoute()),
              clock);
    }

    Rules rules() {
      var stores = engines.stores();
      var intakes = intakes();
      var messages = new MessageReader(engines.messages(), finder, pending, memberships);
      return new Rules(
          directories,
          memberships,
          pending,
          intakes,
          new Readers(
              messages,
              new ConversationReader(stores.conversations(), engines.messages(), memberships),
              new TraceReader(messages, stores.ledger()),
              new RouteReader(intakes.messages(), planner)),
          planner,
          new DisplayNames(stores.accounts(), engines.log().directoryChanges(), clock),
          contacts);
    }

    private Intakes intakes() {
      var stores = engines.stores();
      var log = engines.log();
      var conversations =
          new ConversationIntake(
              directories,
              memberships,
              engines.messages(),
              log.directoryChanges(),
              engines.facts(),
              limits,
              clock);
      return new Intakes(
          new MessageIntake(
              conversations,
              memberships,
              finder,
              engines.facts(),
              limits,
              new UuidV7(clock, random.nextLong()),
              clock),
          conversations,
          new ReceiptIntake(memberships, stores.conversations(), finder, engines.facts(), clock),
          identities(),
          channels(),
          new DeadLetterIntake(
              stores.ledger(),
              engines.messages(),
              stores.accounts(),
              engines.facts(),
              log.deliveries(),
              clock),
          webhooks());
    }

    private WebhookIntake webhooks() {
      var stores = engines.stores();
      return new WebhookIntake(
          stores.webhooks(),
          stores.webhookDeliveries(),
          webhookSeal,
          webhookAddresses,
          engines.log().directoryChanges(),
          new UuidV7(clock, random.nextLong()),
          clock);
    }

    private IdentityIntake identities() {
      var stores = engines.stores();
      var log = engines.log();
      return new IdentityIntake(
          stores.accounts(),
          stores.identities(),
          channels,
          contacts,
          new MergedMemberships(
              stores.conversations(), log.directoryChanges(), engines.facts(), clock),
          log.directoryChanges(),
          clock);
    }

    private ChannelIntake channels() {
      var stores = engines.stores();
      return new ChannelIntake(
          channels,
          stores.channelAccounts(),
          seal,
          stores.accounts(),
          engines.log().directoryChanges(),
          stores.ledger(),
          clock);
    }
  }
}
