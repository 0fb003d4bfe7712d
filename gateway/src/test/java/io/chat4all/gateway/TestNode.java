package io.chat4all.gateway;

import io.chat4all.core.conversation.InMemoryConversationDirectory;
import io.chat4all.core.history.InMemoryMessageStore;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.InMemoryAccountDirectory;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.intake.ConversationIntake;
import io.chat4all.core.intake.Directories;
import io.chat4all.core.intake.IntakeLimits;
import io.chat4all.core.intake.Intakes;
import io.chat4all.core.intake.Memberships;
import io.chat4all.core.intake.MessageFinder;
import io.chat4all.core.intake.MessageIntake;
import io.chat4all.core.intake.PendingMessages;
import io.chat4all.core.intake.ReceiptIntake;
import io.chat4all.core.intake.UuidV7;
import io.chat4all.core.limit.LocalRateLimits;
import io.chat4all.core.log.InMemoryLog;
import io.chat4all.core.query.ConversationReader;
import io.chat4all.core.query.MessageReader;
import io.chat4all.core.query.Readers;
import io.chat4all.core.query.RouteReader;
import io.chat4all.core.query.TraceReader;
import io.chat4all.core.webhook.InMemoryWebhookDeliveries;
import io.chat4all.core.webhook.InMemoryWebhookDirectory;
import io.chat4all.core.webhook.WebhookAddresses;
import io.chat4all.core.webhook.WebhookIntake;
import io.chat4all.core.webhook.WebhookSeal;
import io.chat4all.gateway.auth.AuthConfig;
import io.chat4all.worker.Workers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// A gateway with workers on a log and stores in memory, with the accounts of the seeds' quick
/// starts.
final class TestNode implements AutoCloseable {

  static final int BCRYPT_COST = 4;
  static final String SECRET_KEY = "a secret key for tests, long enough";

  final InMemoryAccountDirectory accounts = new InMemoryAccountDirectory();
  final InMemoryConversationDirectory conversations = new InMemoryConversationDirectory();
  final InMemoryMessageStore store = new InMemoryMessageStore();
  final InMemoryWebhookDirectory webhooks = new InMemoryWebhookDirectory(conversations);
  final InMemoryWebhookDeliveries webhookDeliveries = new InMemoryWebhookDeliveries();
  final InMemoryLog log = new InMemoryLog();
  final ScriptedPresence presence = new ScriptedPresence();
  final AtomicBoolean logReachable = new AtomicBoolean(true);
  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final Clock clock;
  final TestChannels channels;
  private final Memberships memberships;
  private final Workers workers;
  private final Gateway gateway;

  private TestNode(Clock clock, GatewayConfig.Limits limits, Duration drainDelay) {
    this.clock = clock;
    add("bruno", Role.USER, "test");
    add("maria", Role.USER, "test");
    add("admin_client", Role.ADMIN, "super_secret_key");
    add("connector", Role.SERVICE, "connector_secret");
    memberships = new Memberships(conversations, log, clock);
    channels = new TestChannels(accounts, conversations, log, clock);
    workers =
        Workers.start(log, store, log, channels.planner, log.deliveryQueue(), UserId::value, clock);
    gateway = Gateway.start(config(limits, drainDelay), ports(), _ -> {});
  }

  static TestNode start() {
    return start(Clock.systemUTC());
  }

  static TestNode start(Clock clock) {
    return start(clock, GatewayConfig.Limits.DEFAULT);
  }

  static TestNode start(Clock clock, GatewayConfig.Limits limits) {
    return new TestNode(clock, limits, Duration.ZERO);
  }

  /// One that goes on for so long after the begin of a drain.
  static TestNode startWithDrainDelay(Duration delay) {
    return new TestNode(Clock.systemUTC(), GatewayConfig.Limits.DEFAULT, delay);
  }

  int port() {
    return gateway.ports().getFirst();
  }

  Gateway gateway() {
    return gateway;
  }

  Rest anonymous() {
    return new Rest(http, "http://127.0.0.1:" + port(), "");
  }

  /// Calls as this user of the quick starts.
  Rest user(String name) {
    var reply = anonymous().form("/token", "username=%s&password=test".formatted(name)).expect(200);
    return anonymous().as(reply.text("access_token"));
  }

  /// Calls as an API client.
  Rest client(String id, String secret) {
    var body = "{\"client_id\":\"%s\",\"client_secret\":\"%s\"}".formatted(id, secret);
    return anonymous().as(anonymous().post("/auth/token", body).expect(200).text("access_token"));
  }

  Rest admin() {
    return client("admin_client", "super_secret_key");
  }

  void add(String id, Role role, String secret) {
    var email = role == Role.USER ? Optional.of(id + "@example.org") : Optional.<String>empty();
    var hash = Gateway.hashSecret(BCRYPT_COST, secret);
    var account = new Account(new UserId(id), role, id, email, hash, 1, clock.instant());
    if (accounts.create(account) != InMemoryAccountDirectory.SaveOutcome.SAVED) {
      throw new IllegalStateException(id);
    }
  }

  /// Somebody without a secret, such as a contact; also makes one of somebody who had one.
  void addContact(String id) {
    var contact =
        new Account(new UserId(id), Role.USER, id, Optional.empty(), "", 1, clock.instant());
    if (accounts.create(contact) != InMemoryAccountDirectory.SaveOutcome.SAVED) {
      accounts.update(contact);
    }
  }

  private GatewayPorts ports() {
    var pending = new PendingMessages(clock);
    var finder = new MessageFinder(store, pending, memberships);
    var conversationIntake =
        new ConversationIntake(
            new Directories(accounts, conversations),
            memberships,
            store,
            log,
            log,
            IntakeLimits.DEFAULT,
            clock);
    var messageIntake =
        new MessageIntake(
            conversationIntake,
            memberships,
            finder,
            log,
            IntakeLimits.DEFAULT,
            new UuidV7(clock, 1),
            clock);
    var reader = new MessageReader(store, finder, pending, memberships);
    return new GatewayPorts(
        new Directories(accounts, conversations),
        memberships,
        store,
        pending,
        new Intakes(
            messageIntake,
            conversationIntake,
            new ReceiptIntake(memberships, conversations, finder, log, clock),
            channels.identityIntake(),
            channels.channelIntake(),
            channels.deadLetterIntake(store),
            webhooks()),
        new Readers(
            reader,
            new ConversationReader(conversations, store, memberships),
            new TraceReader(reader, channels.ledger),
            new RouteReader(messageIntake, channels.planner)),
        log,
        log,
        log,
        presence,
        new LocalRateLimits(1_000, clock),
        channels.ports(),
        logReachable::get,
        clock);
  }

  private WebhookIntake webhooks() {
    return new WebhookIntake(
        webhooks,
        webhookDeliveries,
        new WebhookSeal(new Secret(SECRET_KEY), new SecureRandom()),
        new WebhookAddresses(false),
        log,
        new UuidV7(clock, 2),
        clock);
  }

  private static GatewayConfig config(GatewayConfig.Limits limits, Duration drainDelay) {
    var auth =
        new AuthConfig(
            new Secret(SECRET_KEY), Duration.ofMinutes(30), Duration.ofDays(30), BCRYPT_COST);
    return new GatewayConfig(
        List.of(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
        auth,
        limits,
        Duration.ofSeconds(20),
        new GatewayConfig.Drain(drainDelay, Duration.ofSeconds(5)));
  }

  /// The server gives an idle connection a second to be closed by its client, so that comes first.
  @Override
  public void close() {
    http.shutdownNow();
    gateway.close();
    workers.close();
    channels.close();
    memberships.close();
    log.close();
  }
}
