package io.chat4all.store.jdbc;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedger.Finished;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.IdentityDirectory;
import io.chat4all.core.identity.IdentityDirectory.Sighting;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.MessageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Measures the ledger and the directory of identities: attempts, receipts, parked deliveries, dead
/// letters, sightings. Not a test; run its `main` from an IDE or with the test class path.
/// Arguments: deliveries of the history, parked ones and dead letters.
final class LedgerBench {

  private static final ChannelId CHANNEL = new ChannelId("whatsapp");
  private static final ChannelAccountId SHOP = new ChannelAccountId(CHANNEL, "shop");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final int LOAD_BATCH = 1_000;

  private final DeliveryLedger ledger;
  private final Random random = new Random(1);
  private Instant now = START;
  private int last;

  private LedgerBench(DeliveryLedger ledger) {
    this.ledger = ledger;
  }

  public static void main(String[] args) throws IOException {
    int history = args.length > 0 ? Integer.parseInt(args[0]) : 300_000;
    int parked = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    var dir = Files.createTempDirectory("ledger-bench");
    try (var stores = JdbcStores.sqlite(dir, SqliteConfig.defaults())) {
      var bench = new LedgerBench(stores.ledger());
      bench.attempts("warming up", 100, 20_000);
      bench.all("with a history of 20,000:");
      bench.attempts("filling", LOAD_BATCH, history);
      bench.all("with a history of %,d:".formatted(history));
      bench.parked(parked);
      bench.longLane(parked);
      bench.dead(parked);
      sightings(stores.identities());
    } finally {
      delete(dir);
    }
  }

  /// The short part: attempts and receipts.
  static void attempts(DeliveryLedger ledger, int history) {
    var bench = new LedgerBench(ledger);
    bench.attempts("ledger, warming up", 100, history);
    bench.all("ledger with a history of %,d:".formatted(history));
  }

  @SuppressWarnings("SystemOut")
  private void all(String title) {
    System.out.println(title);
    attempts("begin + finish, by 1", 1, 1_000);
    attempts("begin + finish, by 10", 10, 5_000);
    attempts("begin + finish, by 100", 100, 20_000);
    matches("match, by 1", 1, 1_000);
    matches("match, by 100", 100, 20_000);
    reads();
  }

  private void attempts(String what, int batch, int deliveries) {
    var meter = new Meter(what, deliveries);
    for (int done = 0; done < deliveries; done += batch) {
      now = now.plusMillis(batch);
      int first = last + 1;
      last += batch;
      var tickets = IntStream.rangeClosed(first, last).mapToObj(this::ticket).toList();
      var finished =
          tickets.stream()
              .map(ticket ->
                  finished(ticket, State.SENT, List.of("wamid." + ticket.seq()), "accepted", false))
              .toList();
      meter.measure(() -> ledger.begin(tickets, now));
      meter.measure(() -> ledger.finish(finished));
    }
    meter.print();
  }

  /// Of 200 conversations, each to another address.
  private DeliveryTicket ticket(int number) {
    return ticket(number, number % 200);
  }

  private DeliveryTicket ticket(int number, int lane) {
    return new DeliveryTicket(
        new DeliveryKey(
            new ConversationId(new UUID(5, lane)),
            new MessageId(new UUID((START.toEpochMilli() + number) << 16 | 0x7000, number)),
            "user" + lane,
            CHANNEL),
        number,
        new UserId("bruno"),
        new Target(SHOP, "55119" + lane),
        List.of(),
        Optional.empty(),
        0,
        now);
  }

  private Finished finished(
      DeliveryTicket ticket, State state, List<String> ids, String outcome, boolean parked) {
    return new Finished(
        ticket.key(), state, ids, ids.size(), outcome, "", Optional.of(now), parked, now);
  }

  private void matches(String what, int batch, int receipts) {
    var meter = new Meter(what, receipts);
    for (int done = 0; done < receipts; done += batch) {
      var known =
          IntStream.range(0, batch)
              .mapToObj(_ ->
                  new Receipt(
                      SHOP,
                      "wamid." + (1 + random.nextInt(last)),
                      "",
                      DeliveryStatus.DELIVERED,
                      false,
                      "",
                      now))
              .toList();
      meter.measure(() -> ledger.match(known));
    }
    meter.print();
  }

  private void reads() {
    repeat("find, by 10", 2_000, () -> ledger.find(some(10)));
    repeat("sent up to now, 50", 2_000, () -> ledger.sentUpTo(SHOP, "551197", "", now, 50));
  }

  private List<DeliveryKey> some(int keys) {
    return IntStream.range(0, keys).mapToObj(_ -> ticket(1 + random.nextInt(last)).key()).toList();
  }

  private static void repeat(String what, int times, Runnable call) {
    var meter = new Meter(what, times);
    for (int i = 0; i < times; i++) {
      meter.measure(call);
    }
    meter.print();
  }

  /// Each in a lane of its own, all due.
  private void parked(int parked) {
    load(parked, State.WAITING, i -> ticket(i, 1_000 + i), true);
    repeat(
        "take due, by 100, of %,d".formatted(parked),
        200,
        () -> ledger.takeDue(CHANNEL, now, LEASE, 100));
    repeat("release %,d".formatted(parked), 1, () -> ledger.release(SHOP, now));
  }

  private void load(int count, State state, IntFunction<DeliveryTicket> make, boolean parked) {
    for (int done = 0; done < count; done += LOAD_BATCH) {
      int first = last + 1;
      last += LOAD_BATCH;
      var tickets = IntStream.rangeClosed(first, last).mapToObj(make).toList();
      ledger.begin(tickets, now);
      ledger.finish(
          tickets.stream()
              .map(ticket -> finished(ticket, state, List.of(), "deferred", parked))
              .toList());
    }
  }

  /// All behind one, in one lane: taken, made and followed by the next.
  private void longLane(int parked) {
    now = now.plusSeconds(1);
    var first = ticket(++last, 7);
    ledger.begin(List.of(first), now);
    ledger.finish(List.of(finished(first, State.WAITING, List.of(), "deferred", true)));
    for (int done = 0; done < parked; done += LOAD_BATCH) {
      int from = last + 1;
      last += LOAD_BATCH;
      ledger.begin(IntStream.rangeClosed(from, last).mapToObj(i -> ticket(i, 7)).toList(), now);
    }
    var meter = new Meter("one by one, of a lane of %,d".formatted(parked), 1_000);
    ledger.takeDue(CHANNEL, now, LEASE, 200_000);
    meter.measure(() -> {
      for (var ticket = first; ticket.seq() < first.seq() + 1_000; ) {
        ledger.begin(List.of(ticket), now);
        ledger.finish(List.of(finished(ticket, State.SENT, List.of(), "accepted", false)));
        ticket = ledger.takeDue(CHANNEL, now, LEASE, 1).getFirst().ticket();
      }
    });
    meter.print();
  }

  private void dead(int dead) {
    load(dead, State.FAILED, i -> ticket(i, i % 200 + 300), false);
    repeat(
        "first page of %,d dead, 50".formatted(dead),
        1_000,
        () -> ledger.dead(Optional.empty(), Optional.empty(), 50));
    var key = ticket(last - dead / 2, (last - dead / 2) % 200 + 300).key();
    repeat(
        "page in the middle, one channel",
        1_000,
        () -> ledger.dead(Optional.of(CHANNEL), Optional.of(key), 50));
  }

  private static void sightings(IdentityDirectory directory) {
    int people = 20_000;
    var meter = new Meter("seen for the first time", people);
    for (int i = 0; i < people; i++) {
      int person = i;
      meter.measure(() -> directory.seen(sighting(person), contact(person)));
    }
    meter.print();
    repeat("seen again", 2_000, () -> directory.seen(sighting(77), contact(77)));
    repeat("find by username", 2_000, () -> directory.findByUsername(CHANNEL, "name77"));
  }

  private static Sighting sighting(int person) {
    var address = new Address(CHANNEL, "55119" + person);
    return new Sighting(address, List.of(), "shop", "name" + person, "Name", START);
  }

  private static Account contact(int person) {
    return new Account(new UserId("c" + person), Role.USER, "Name", Optional.empty(), "", 1, START);
  }

  private static void delete(Path dir) throws IOException {
    try (var files = Files.list(dir)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(dir);
  }
}
