package io.chat4all.worker.delivery;

import io.chat4all.connector.api.Rates;
import io.chat4all.core.connector.ChannelAccount;
import io.chat4all.core.connector.InMemoryChannelAccountDirectory;
import io.chat4all.core.connector.InMemoryThreads;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.delivery.DeliveryRequest.Change;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.InMemoryDeliveryLedger;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.file.InMemoryObjectStore;
import io.chat4all.core.history.InMemoryMessageStore;
import io.chat4all.core.identity.InMemoryAccountDirectory;
import io.chat4all.core.identity.InMemoryIdentityDirectory;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.InMemoryLog;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.worker.connector.Connectors;
import io.chat4all.worker.connector.ScriptedFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Measures the engine against a provider that answers in 50 ms, with a ledger that takes a while
/// for each write, as one on a disk does.
///
/// Arguments: deliveries, deliveries per second (0: all at once), milliseconds of each ledger
/// write.
final class DeliveryMeasurement {

  private static final Logger logger = LoggerFactory.getLogger(DeliveryMeasurement.class);
  private static final int PROVIDER_MILLIS = 50;
  private static final int CONVERSATIONS = 2_000;

  private final int count;
  private final int rate;
  private final Clock clock = Clock.systemUTC();
  private final InMemoryLog log = new InMemoryLog();
  private final ScriptedFactory factory =
      new ScriptedFactory(
          "telegram",
          ScriptedFactory.USUAL,
          new Rates(Rates.Bucket.UNLIMITED, Rates.Bucket.UNLIMITED, 200));
  private final DeliveryLedger ledger;

  private DeliveryMeasurement(int count, int rate, int ledgerMillis) {
    this.count = count;
    this.rate = rate;
    this.ledger = slow(new InMemoryDeliveryLedger(), ledgerMillis);
  }

  public static void main(String[] args) {
    new DeliveryMeasurement(
            Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]))
        .run();
  }

  private void run() {
    var accounts = new InMemoryChannelAccountDirectory();
    var id = DeliveryStage.account(factory, "main");
    accounts.save(new ChannelAccount(id, "good", List.of(), "", 1, clock.instant()));
    factory.answer(call -> {
      TimeUnit.MILLISECONDS.sleep(PROVIDER_MILLIS);
      return factory.accept(call);
    });
    try (var connectors =
        Connectors.start(List.of(factory), accounts, log, _ -> Map.of("token", "good"), clock)) {
      measure(connectors, 2_000, 500);
      measure(connectors, count, rate);
    }
    log.close();
  }

  private void measure(Connectors connectors, int number, int perSecond) {
    try (var engine =
        DeliveryEngine.start(
            DeliveryConfig.DEFAULT, ports(), connectors, log, clock, new Random())) {
      long started = System.nanoTime();
      publish(number, perSecond);
      awaitSent(engine, number);
      report(engine, number, System.nanoTime() - started);
    }
  }

  private static void report(DeliveryEngine engine, int number, long nanos) {
    var stats = engine.stats().channels().getFirst();
    logger.info(
        String.format(
            Locale.ROOT,
            "%d deliveries in %.1f s, %.0f per minute; own share p50 %.1f ms, p99 %.1f ms",
            number,
            nanos / 1e9,
            number * 60e9 / nanos,
            stats.ownHalf().toNanos() / 1e6,
            stats.ownMost().toNanos() / 1e6));
  }

  private static void awaitSent(DeliveryEngine engine, long wanted) {
    while (engine.stats().channels().getFirst().sent() < wanted) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void publish(int number, int perSecond) {
    var target = DeliveryStage.account(factory, "main");
    long started = System.nanoTime();
    for (int i = 0; i < number; i++) {
      if (perSecond > 0) {
        LockSupport.parkNanos(started + i * 1_000_000_000L / perSecond - System.nanoTime());
      }
      var conversation = new ConversationId(new UUID(7, i % CONVERSATIONS));
      var message =
          new Message(
              conversation,
              new MessageId(UUID.randomUUID()),
              i + 1L,
              DeliveryStage.BRUNO,
              Optional.of(new Content.Text("x".repeat(80))),
              Optional.empty(),
              Map.of(),
              clock.instant(),
              Optional.empty(),
              Optional.empty(),
              List.of());
      var key = new DeliveryKey(conversation, message.id(), "maria", factory.channel());
      var ticket =
          new DeliveryTicket(
              key,
              message.seq(),
              DeliveryStage.BRUNO,
              new Target(target, "address " + i % CONVERSATIONS),
              List.of(),
              Optional.empty(),
              0,
              clock.instant());
      log.deliveryQueue()
          .publish(List.of(new DeliveryRequest(ticket, "Bruno", message, new Change.Send())));
    }
  }

  private DeliveryPorts ports() {
    return new DeliveryPorts(
        log,
        log.deliveryQueue(),
        log,
        ledger,
        new InMemoryMessageStore(),
        new InMemoryIdentityDirectory(new InMemoryAccountDirectory()),
        new InMemoryThreads(),
        new InMemoryObjectStore(clock),
        (file, _) -> URI.create("https://files.example/" + file),
        UserId::value);
  }

  /// The ledger with every write as slow as a disk.
  private static DeliveryLedger slow(DeliveryLedger ledger, int millis) {
    var writes = Set.of("begin", "finish");
    return (DeliveryLedger)
        Proxy.newProxyInstance(
            DeliveryLedger.class.getClassLoader(),
            new Class<?>[] {DeliveryLedger.class},
            (_, method, arguments) -> {
              if (writes.contains(method.getName())) {
                LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
              }
              try {
                return method.invoke(ledger, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
