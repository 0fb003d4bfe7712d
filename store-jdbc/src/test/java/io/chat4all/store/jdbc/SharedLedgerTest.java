package io.chat4all.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedger.Begun;
import io.chat4all.core.delivery.DeliveryLedger.Finished;
import io.chat4all.core.delivery.DeliveryLedger.Matched;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.MessageId;
import io.chat4all.store.jdbc.SharedDatabase.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two processes that share a ledger make each delivery once and in order.
@Timeout(60)
final class SharedLedgerTest {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final ChannelId WHATSAPP = new ChannelId("whatsapp");
  private static final ChannelAccountId SHOP = new ChannelAccountId(WHATSAPP, "shop");

  private SharedDatabase database;

  @BeforeEach
  void open() {
    database = new SharedDatabase();
  }

  @AfterEach
  void close() {
    database.close();
  }

  /// Of one lane of ten.
  private static DeliveryTicket ticket(int number) {
    int lane = number % 10;
    return new DeliveryTicket(
        new DeliveryKey(
            new ConversationId(new UUID(7, lane)),
            new MessageId(new UUID(0, number)),
            "maria",
            WHATSAPP),
        number,
        new UserId("bruno"),
        new Target(SHOP, "address of maria"),
        List.of(),
        Optional.empty(),
        0,
        NOW);
  }

  private static Finished finished(DeliveryTicket ticket, State state, boolean parked) {
    return new Finished(
        ticket.key(),
        state,
        state == State.SENT ? List.of("id" + ticket.seq()) : List.of(),
        state == State.SENT ? 1 : 0,
        state == State.SENT ? "accepted" : "deferred",
        "",
        parked ? Optional.of(NOW) : Optional.empty(),
        parked,
        NOW);
  }

  @Test
  void aDeliveryIsBegunOnce() throws Exception {
    var begun =
        database.hammer(
            IntStream.range(0, 10)
                .<Task<List<Begun>>>mapToObj(i -> stores -> begin(stores.ledger(), i * 10))
                .toList());

    assertThat(begun.stream().flatMap(List::stream))
        .filteredOn(Begun.Go.class::isInstance)
        .hasSize(100);
  }

  private static List<Begun> begin(DeliveryLedger ledger, int first) {
    var tickets = IntStream.range(first, first + 10).mapToObj(SharedLedgerTest::ticket).toList();
    return ledger.begin(tickets, NOW);
  }

  @Test
  void parkedDeliveriesAreMadeOnceAndInTheOrderOfTheirLane() throws Exception {
    int all = 100;
    for (int i = 0; i < all; i++) {
      var ticket = ticket(i);
      var ledger = database.one().ledger();
      if (ledger.begin(List.of(ticket), NOW).getFirst() instanceof Begun.Go) {
        ledger.finish(List.of(finished(ticket, State.WAITING, true)));
      }
    }
    var made = Collections.synchronizedList(new ArrayList<Long>());
    var left = new AtomicInteger(all);

    database.hammer(
        Collections.nCopies(
            4,
            stores -> {
              while (left.get() > 0 && !Thread.currentThread().isInterrupted()) {
                for (var entry : stores.ledger().takeDue(WHATSAPP, NOW, LEASE, 3)) {
                  make(stores.ledger(), entry.ticket(), made, left);
                }
              }
              return "";
            }));

    assertThat(made).doesNotHaveDuplicates().hasSize(all);
    var lanes = new HashMap<Long, List<Long>>();
    made.forEach(seq -> lanes.computeIfAbsent(seq % 10, _ -> new ArrayList<>()).add(seq));
    assertThat(lanes.values()).allSatisfy(lane -> assertThat(lane).isSorted());
  }

  /// Now and then it is put aside instead, as after a refusal for now.
  private static void make(
      DeliveryLedger ledger, DeliveryTicket ticket, List<Long> made, AtomicInteger left) {
    assertThat(ledger.begin(List.of(ticket), NOW).getFirst()).isInstanceOf(Begun.Go.class);
    if (ThreadLocalRandom.current().nextInt(5) == 0) {
      ledger.finish(List.of(finished(ticket, State.WAITING, true)));
      return;
    }
    made.add(ticket.seq());
    ledger.finish(List.of(finished(ticket, State.SENT, false)));
    left.decrementAndGet();
  }

  @Test
  void aReceiptThatMeetsItsAttemptIsAnsweredOnce() throws Exception {
    int all = 60;
    for (int i = 0; i < all; i += 10) {
      begin(database.one().ledger(), i);
    }
    var tasks = new ArrayList<Task<List<Matched>>>();
    for (int i = 0; i < all; i++) {
      int number = i;
      var once = new AtomicInteger();
      // One process has the answer to the attempt, the other the receipt, or the same one both.
      tasks.add(stores ->
          once.getAndIncrement() == 0
              ? stores.ledger().finish(List.of(finished(ticket(number), State.SENT, false)))
              : stores.ledger().match(List.of(receipt(number))));
    }

    var answered = database.hammer(tasks).stream().flatMap(List::stream).toList();

    assertThat(answered)
        .extracting(matched -> matched.receipt().providerId())
        .doesNotHaveDuplicates()
        .hasSize(all);
  }

  private static Receipt receipt(int number) {
    return new Receipt(SHOP, "id" + number, "", DeliveryStatus.DELIVERED, false, "", NOW);
  }
}
