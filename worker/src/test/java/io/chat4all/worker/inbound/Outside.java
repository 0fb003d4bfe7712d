package io.chat4all.worker.inbound;

import io.chat4all.core.TestClock;
import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.ChannelAccount;
import io.chat4all.core.connector.InMemoryChannelAccountDirectory;
import io.chat4all.core.connector.InMemoryThreads;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.Sender;
import io.chat4all.core.connector.Threads;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.InMemoryConversationDirectory;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryQueue;
import io.chat4all.core.delivery.InMemoryDeliveryLedger;
import io.chat4all.core.file.InMemoryObjectStore;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.history.InMemoryMessageStore;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.identity.IdentityDirectory;
import io.chat4all.core.identity.InMemoryAccountDirectory;
import io.chat4all.core.identity.InMemoryIdentityDirectory;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.intake.Contacts;
import io.chat4all.core.intake.ConversationIntake;
import io.chat4all.core.intake.Directories;
import io.chat4all.core.intake.IntakeLimits;
import io.chat4all.core.intake.Memberships;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.log.InMemoryLog;
import io.chat4all.core.message.Message;
import io.chat4all.core.route.DirectoryRoutePlanner;
import io.chat4all.core.route.RouteConfig;
import io.chat4all.core.route.RouteSources;
import io.chat4all.worker.Workers;
import io.chat4all.worker.connector.Connectors;
import io.chat4all.worker.inbound.event.EventPorts;
import io.chat4all.worker.inbound.event.EventRules;
import io.chat4all.worker.report.DeliveryReports;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// The inbound worker, the router and the connectors over fakes, with the users ana, bia and caio,
/// and ana in the inbox of the accounts `main` of three channels.
final class Outside implements AutoCloseable {

  static final ChannelId WHATSAPP = new ChannelId("whatsapp");
  static final ChannelId TELEGRAM = new ChannelId("telegram");
  static final ChannelId INSTAGRAM = new ChannelId("instagram");
  static final ChannelAccountId ACCOUNT = new ChannelAccountId(WHATSAPP, "main");
  static final UserId ANA = new UserId("ana");
  static final UserId BIA = new UserId("bia");
  static final UserId CAIO = new UserId("caio");
  static final String PHONE = "5511";

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final InboundConfig CONFIG =
      new InboundConfig(100, 200, 1_000, 8, Duration.ofMillis(1), 5);

  final TestClock clock = new TestClock();
  final InMemoryLog log = new InMemoryLog();
  final InMemoryMessageStore store = new InMemoryMessageStore();
  final InMemoryAccountDirectory users = new InMemoryAccountDirectory();
  final InMemoryIdentityDirectory identities = new InMemoryIdentityDirectory(users);
  final InMemoryConversationDirectory directory = new InMemoryConversationDirectory();
  final InMemoryChannelAccountDirectory accounts = new InMemoryChannelAccountDirectory();
  final InMemoryThreads threads = new InMemoryThreads();
  final InMemoryDeliveryLedger ledger = new InMemoryDeliveryLedger();
  final InMemoryObjectStore files = new InMemoryObjectStore(clock);
  final ScriptedProvider whatsapp = new ScriptedProvider(WHATSAPP);
  final Memberships memberships = new Memberships(directory, log, clock);
  final ConversationIntake conversations =
      new ConversationIntake(
          new Directories(users, directory),
          memberships,
          store,
          log,
          log,
          IntakeLimits.DEFAULT,
          clock);
  final Connectors connectors;
  final DeliveryReports reports;
  private final DirectoryRoutePlanner planner;
  private final Workers workers;
  private final Stumbling stumbling;
  private InboundWorker worker;

  Outside() {
    this(Stumbling.NEVER);
  }

  /// What the worker writes to fails when it is told to.
  Outside(Stumbling stumbling) {
    this.stumbling = stumbling;
    Stream.of(ANA, BIA, CAIO).forEach(this::user);
    account(ACCOUNT, ANA);
    account(new ChannelAccountId(TELEGRAM, "main"), ANA);
    account(new ChannelAccountId(INSTAGRAM, "main"), ANA);
    connectors =
        Connectors.start(
            List.of(whatsapp, new ScriptedProvider(TELEGRAM), new ScriptedProvider(INSTAGRAM)),
            accounts,
            log,
            _ -> Map.of(),
            clock);
    planner =
        new DirectoryRoutePlanner(
            new RouteSources(directory, identities, accounts), log, RouteConfig.NONE, clock);
    workers =
        Workers.start(
            log, store, log, planner, log.deliveryQueue(), user -> "name of " + user, clock);
    reports =
        new DeliveryReports(
            stumbling.over(DeliveryLedger.class, ledger),
            stumbling.over(FactLog.class, log),
            stumbling.over(DeliveryQueue.class, log.deliveryQueue()),
            store,
            connectors,
            user -> "name of " + user,
            clock);
    worker = start();
  }

  private InboundWorker start() {
    var ports =
        new EventPorts(
            stumbling.over(DeliveryLedger.class, ledger),
            stumbling.over(IdentityDirectory.class, identities),
            stumbling.over(Threads.class, threads),
            store,
            stumbling.over(ObjectStore.class, files),
            stumbling.over(FactLog.class, log),
            log);
    var rules =
        new EventRules(
            conversations,
            memberships,
            new Contacts(users, identities, log, new Random(1), clock),
            users,
            connectors,
            reports);
    return InboundWorker.start(log, ports, rules, CONFIG, clock);
  }

  /// Another process takes over, with nothing remembered.
  void restart() {
    worker.close();
    worker = start();
  }

  InboundStats stats() {
    return worker.stats();
  }

  void user(UserId id) {
    users.create(
        new Account(id, Role.USER, "name of " + id, Optional.empty(), "", 0, Instant.EPOCH));
  }

  void account(ChannelAccountId id, UserId... inbox) {
    accounts.save(new ChannelAccount(id, "{}", List.of(inbox), "", 1, Instant.EPOCH));
    log.announce(new DirectoryChange.ChannelAccountChanged(id));
  }

  void link(UserId user, ChannelId channel, String address) {
    identities.link(
        new Identity(
            new Address(channel, address),
            user,
            "main",
            "",
            "",
            clock.instant(),
            Optional.empty(),
            true));
    log.announce(new DirectoryChange.AccountChanged(user));
  }

  MessageReceived text(String id, String text) {
    return message(id, new InboundContent.Text(text));
  }

  MessageReceived message(String id, InboundContent content) {
    return message(id, content, Optional.empty());
  }

  MessageReceived message(String id, InboundContent content, Optional<String> replyTo) {
    var sender = new Sender(PHONE, List.of(), "Maria", "maria");
    return new MessageReceived(sender, id, content, replyTo, clock.instant());
  }

  /// Lets the log have events without waiting.
  void tells(InboundEvent... events) {
    tells(ACCOUNT, events);
  }

  void tells(ChannelAccountId account, InboundEvent... events) {
    log.append(Stream.of(events).map(it -> new Inbound(account, it, clock.instant())).toList());
  }

  /// Lets the log have events, and waits until all is done.
  void happens(InboundEvent... events) throws InterruptedException {
    tells(events);
    settle();
  }

  void settle() throws InterruptedException {
    if (!log.awaitInboundCommitted(PATIENCE) || !log.awaitCommitted(PATIENCE)) {
      throw new AssertionError("not done in time: " + worker.stats());
    }
  }

  /// Waits until something is so.
  static void await(BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("not so in time");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  List<MessageAccepted> accepted() {
    return log.facts().stream()
        .filter(MessageAccepted.class::isInstance)
        .map(MessageAccepted.class::cast)
        .toList();
  }

  /// Every message of every conversation, each once.
  List<Message> history() {
    return accepted().stream()
        .map(MessageAccepted::conversation)
        .distinct()
        .flatMap(it -> store.after(it, 0, 1_000).stream())
        .toList();
  }

  Message only() {
    var history = history();
    if (history.size() != 1) {
      throw new AssertionError("messages: " + history);
    }
    return history.getFirst();
  }

  List<UserId> members(ConversationId conversation) {
    return directory.members(conversation, "", 100).stream().map(it -> it.user()).toList();
  }

  @Override
  public void close() {
    worker.close();
    workers.close();
    planner.close();
    connectors.close();
    memberships.close();
    log.close();
  }
}
