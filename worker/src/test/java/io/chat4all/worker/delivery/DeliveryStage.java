package io.chat4all.worker.delivery;

import static java.util.Objects.requireNonNull;

import io.chat4all.core.TestClock;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.ChannelAccount;
import io.chat4all.core.connector.InMemoryChannelAccountDirectory;
import io.chat4all.core.connector.InMemoryThreads;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.delivery.DeliveryRequest.Change;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.InMemoryDeliveryLedger;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.file.InMemoryObjectStore;
import io.chat4all.core.history.InMemoryMessageStore;
import io.chat4all.core.identity.InMemoryAccountDirectory;
import io.chat4all.core.identity.InMemoryIdentityDirectory;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange.ChannelAccountChanged;
import io.chat4all.core.log.InMemoryLog;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.ReceiptFact.StatusReported;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.worker.Eventually;
import io.chat4all.worker.connector.Connectors;
import io.chat4all.worker.connector.ScriptedFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An engine with everything around it in memory: what was sent, what was told, and a clock that
/// stands still.
final class DeliveryStage implements AutoCloseable {

  static final UserId BRUNO = new UserId("bruno");

  final TestClock clock = new TestClock();
  final InMemoryLog log = new InMemoryLog();
  final InMemoryDeliveryLedger ledger = new InMemoryDeliveryLedger();
  final InMemoryMessageStore messages = new InMemoryMessageStore();
  final InMemoryIdentityDirectory identities =
      new InMemoryIdentityDirectory(new InMemoryAccountDirectory());
  final InMemoryThreads threads = new InMemoryThreads();
  final InMemoryObjectStore files = new InMemoryObjectStore(clock);
  final InMemoryChannelAccountDirectory accounts = new InMemoryChannelAccountDirectory();
  final Map<ConversationId, Long> seqs = new HashMap<>();
  final Connectors connectors;
  final List<ScriptedFactory> factories;
  DeliveryConfig config = DeliveryConfig.DEFAULT;
  private @Nullable DeliveryEngine engine;
  private long offset;

  DeliveryStage(ScriptedFactory... factories) {
    this.factories = List.of(factories);
    for (var factory : factories) {
      save(account(factory, "main"), "good");
    }
    connectors =
        Connectors.start(
            this.factories,
            accounts,
            log,
            account -> Map.of("token", account.sealedSettings()),
            clock);
  }

  static ChannelAccountId account(ScriptedFactory factory, String name) {
    return new ChannelAccountId(factory.channel(), name);
  }

  static ConversationId conversation() {
    return new ConversationId(UUID.randomUUID());
  }

  void save(ChannelAccountId id, String token) {
    accounts.save(new ChannelAccount(id, token, List.of(), "", 1, clock.instant()));
    log.announce(new ChannelAccountChanged(id));
  }

  DeliveryStage start() {
    engine =
        DeliveryEngine.start(
            config,
            new DeliveryPorts(
                log,
                log.deliveryQueue(),
                log,
                ledger,
                messages,
                identities,
                threads,
                files,
                (id, _) -> URI.create("https://files.example/" + id),
                user -> "Name of " + user.value()),
            connectors,
            log,
            clock,
            new Random(7));
    return this;
  }

  /// As after a crash.
  void restart() {
    engine().kill();
    start();
  }

  DeliveryEngine engine() {
    return requireNonNull(engine);
  }

  /// A text from Bruno.
  Message message(ConversationId conversation, Content content) {
    long seq = seqs.merge(conversation, 1L, Long::sum);
    var message =
        new Message(
            conversation,
            new MessageId(UUID.randomUUID()),
            seq,
            BRUNO,
            Optional.of(content),
            Optional.empty(),
            Map.of(),
            clock.instant(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    messages.append(
        List.of(
            new io.chat4all.core.history.Change.Add(message, new LogPosition("log", 0, ++offset))));
    return message;
  }

  DeliveryRequest request(Message message, ScriptedFactory factory, String address) {
    return request(message, new Target(account(factory, "main"), address), List.of());
  }

  DeliveryRequest request(Message message, Target target, List<Target> alternatives) {
    var key =
        new DeliveryKey(message.conversation(), message.id(), "maria", target.account().channel());
    var ticket =
        new DeliveryTicket(
            key, message.seq(), BRUNO, target, alternatives, Optional.empty(), 0, clock.instant());
    return new DeliveryRequest(ticket, "Bruno B.", message, new Change.Send());
  }

  /// Sends a text of a conversation to an address over the main account of a channel.
  DeliveryTicket send(
      ScriptedFactory factory, ConversationId conversation, String address, String text) {
    var request = request(message(conversation, new Content.Text(text)), factory, address);
    publish(request);
    return request.ticket();
  }

  void publish(DeliveryRequest... requests) {
    log.deliveryQueue().publish(List.of(requests));
  }

  Entry entry(DeliveryTicket ticket) {
    return find(ticket).orElseThrow(() -> new AssertionError("not in the ledger: " + ticket));
  }

  Optional<Entry> find(DeliveryTicket ticket) {
    return Optional.ofNullable(ledger.find(List.of(ticket.key())).get(ticket.key()));
  }

  void await(DeliveryTicket ticket, Predicate<Entry> wanted) {
    Eventually.until(() -> find(ticket).filter(wanted).isPresent());
  }

  void awaitState(DeliveryTicket ticket, DeliveryLedger.State state) {
    await(ticket, entry -> entry.state() == state);
  }

  /// What was reported of a message over a channel, in order.
  List<DeliveryStatus> reported(DeliveryTicket ticket) {
    return reports(ticket).stream().map(StatusReported::status).toList();
  }

  List<StatusReported> reports(DeliveryTicket ticket) {
    var reports = new ArrayList<StatusReported>();
    for (ReceiptFact fact : log.receiptFacts()) {
      if (fact instanceof StatusReported report
          && report.message().equals(ticket.key().message())
          && report.channel().equals(ticket.key().channel())) {
        reports.add(report);
      }
    }
    return reports;
  }

  void awaitReported(DeliveryTicket ticket, DeliveryStatus... statuses) {
    Eventually.until(() -> reported(ticket).equals(List.of(statuses)));
  }

  /// Waits until everything of a channel is done or kept in the ledger.
  void awaitCommitted(ChannelId channel) throws InterruptedException {
    if (!log.awaitDeliveriesCommitted(channel, Duration.ofSeconds(20))) {
      throw new AssertionError("not committed in time");
    }
  }

  @Override
  public void close() {
    if (engine != null) {
      engine.kill();
    }
    connectors.close();
    log.close();
  }
}
