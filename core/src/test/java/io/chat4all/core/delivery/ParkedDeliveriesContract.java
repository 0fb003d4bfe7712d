package io.chat4all.core.delivery;

import static io.chat4all.core.delivery.DeliveryStatus.SENT;
import static io.chat4all.core.delivery.LedgerScript.BOT;
import static io.chat4all.core.delivery.LedgerScript.LEASE;
import static io.chat4all.core.delivery.LedgerScript.OTHER;
import static io.chat4all.core.delivery.LedgerScript.SHOP;
import static io.chat4all.core.delivery.LedgerScript.TELEGRAM;
import static io.chat4all.core.delivery.LedgerScript.WHATSAPP;
import static io.chat4all.core.delivery.LedgerScript.receipt;
import static io.chat4all.core.delivery.LedgerScript.round;
import static io.chat4all.core.delivery.LedgerScript.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.delivery.DeliveryLedger.Begun.Behind;
import io.chat4all.core.delivery.DeliveryLedger.Begun.Go;
import io.chat4all.core.delivery.DeliveryLedger.Begun.Unfinished;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every delivery ledger does with parked deliveries and their lanes.
public abstract class ParkedDeliveriesContract {

  private LedgerScript script;

  /// An empty ledger, the same one throughout a test.
  protected abstract DeliveryLedger ledger();

  @BeforeEach
  final void startScript() {
    script = new LedgerScript(this::ledger);
  }

  private void park(DeliveryTicket ticket, int seconds) {
    script.begin(ticket);
    script.parked(ticket, seconds);
  }

  private static DeliveryTicket to(String recipient) {
    return ticket(1, SHOP, recipient);
  }

  @Test
  void aParkedDeliveryComesDueAtItsTime() {
    park(ticket(1), 10);
    var at = script.entry(ticket(1)).nextAttemptAt().orElseThrow();
    assertThat(script.entry(ticket(1)).parked()).isTrue();
    assertThat(script.begin(ticket(1))).isEqualTo(new Behind(script.entry(ticket(1))));

    assertThat(ledger().takeDue(WHATSAPP, at.minusNanos(1_000), LEASE, 9)).isEmpty();
    assertThat(ledger().takeDue(TELEGRAM, at, LEASE, 9)).isEmpty();
    var taken = ledger().takeDue(WHATSAPP, at, LEASE, 9);

    assertThat(taken)
        .containsExactly(
            new Entry(
                ticket(1),
                State.WAITING,
                0,
                1,
                Optional.of(at),
                false,
                "because",
                script.entry(ticket(1)).changedAt()));
    assertThat(taken).containsExactly(script.entry(ticket(1)));
    assertThat(script.due()).isEmpty();
    assertThat(script.begin(ticket(1))).isEqualTo(new Go(2, 0));
  }

  @Test
  void dueDeliveriesComeInTheOrderOfTheirTimes() {
    park(to("ana"), 30);
    park(to("pedro"), 10);
    park(to("maria"), 20);
    park(to("zoe"), 1_000);
    script.now = script.now.plusSeconds(100);

    assertThat(ledger().takeDue(WHATSAPP, script.now, LEASE, 2))
        .extracting(entry -> entry.ticket().key().recipient())
        .containsExactly("pedro", "maria");
    assertThat(script.due()).containsExactly(to("ana").key());
  }

  @Test
  void laterDeliveriesOfALaneWaitBehindAParkedOne() {
    park(ticket(1), 10);

    assertThat(script.begin(ticket(2))).isEqualTo(new Behind(script.entry(ticket(2))));
    assertThat(script.entry(ticket(2)))
        .isEqualTo(
            new Entry(ticket(2), State.WAITING, 0, 0, Optional.empty(), true, "", script.now));
    assertThat(script.begin(ticket(3))).isInstanceOf(Behind.class);
    assertThat(script.begin(to("pedro"))).isEqualTo(new Go(1, 0));
    assertThat(script.begin(ticket(2, BOT, "maria"))).isEqualTo(new Go(1, 0));
    assertThat(script.begin(ticket(3))).isInstanceOf(Behind.class);
  }

  @Test
  void theNextOfALaneIsDueWhenTheFirstHasEnded() {
    park(ticket(1), 0);
    script.begin(ticket(2));
    script.begin(ticket(3));
    script.now = script.now.plusSeconds(100);

    assertThat(script.due()).isEmpty();
    ledger().release(SHOP, script.now);

    for (long seq = 1; seq <= 3; seq++) {
      assertThat(script.due()).containsExactly(ticket(seq).key());
      assertThat(script.due()).isEmpty();
      assertThat(script.begin(ticket(seq))).isInstanceOf(Go.class);
      assertThat(script.begin(ticket(4))).isInstanceOf(Behind.class);
      script.ended(ticket(seq), List.of(State.SENT, State.FAILED).get((int) seq % 2), "");
    }
    assertThat(script.due()).containsExactly(ticket(4).key());
    script.begin(ticket(4));
    script.sent(ticket(4));
    assertThat(script.begin(ticket(5))).isEqualTo(new Go(1, 0));
  }

  @Test
  void aTakenDeliveryMayBeParkedAgainAndTheLaneWaits() {
    park(ticket(1), 1);
    script.begin(ticket(2));
    script.tick();
    assertThat(script.due()).containsExactly(ticket(1).key());
    script.begin(ticket(1));

    script.parked(ticket(1), 50);

    assertThat(script.due()).isEmpty();
    script.now = script.now.plusSeconds(50);
    assertThat(script.due()).containsExactly(ticket(1).key());
    script.begin(ticket(1));
    script.sent(ticket(1), "a");
    assertThat(script.due()).containsExactly(ticket(2).key());
  }

  @Test
  void whatWasTakenComesAgainWhenItsLeaseIsOver() {
    park(ticket(1), 1);
    script.begin(ticket(2));
    script.tick();
    assertThat(script.due()).hasSize(1);

    script.now = script.now.plus(LEASE).minusSeconds(2);
    assertThat(script.due()).isEmpty();
    assertThat(script.due()).containsExactly(ticket(1).key());
    script.now = script.now.plus(LEASE).minusSeconds(3);
    script.begin(ticket(1));
    script.now = script.now.plus(LEASE).minusSeconds(2);
    assertThat(script.due()).isEmpty();
    script.tick();
    assertThat(script.due()).containsExactly(ticket(1).key());
    assertThat(script.begin(ticket(1))).isEqualTo(new Unfinished(script.entry(ticket(1))));
    script.sent(ticket(1), "a");
    assertThat(script.due()).containsExactly(ticket(2).key());
  }

  @Test
  void aTakenDeliveryThatWaitsInMemoryKeepsItsPlace() {
    park(ticket(1), 1);
    script.begin(ticket(2));
    script.tick();
    script.due();
    script.begin(ticket(1));
    var next = script.now.plusSeconds(100);
    ledger()
        .finish(
            List.of(
                script.finished(
                    ticket(1), State.WAITING, List.of(), 0, "deferred", Optional.of(next), false)));

    script.now = next.plus(LEASE).minusSeconds(2);
    assertThat(script.due()).isEmpty();
    assertThat(script.begin(ticket(3))).isInstanceOf(Behind.class);
    script.tick();
    assertThat(script.due()).containsExactly(ticket(1).key());
  }

  @Test
  void anUncertainDeliveryParkedHoldsItsLaneUntilItIsProven() {
    script.begin(ticket(1));
    ledger()
        .finish(
            List.of(
                script.finished(
                    ticket(1),
                    State.UNCERTAIN,
                    List.of(),
                    0,
                    "uncertain",
                    Optional.of(script.now.plusSeconds(60)),
                    true)));
    script.begin(ticket(2));
    assertThat(script.due()).isEmpty();

    script.match(receipt(SHOP, "a", ticket(1).key().id(), SENT));

    assertThat(script.due()).containsExactly(ticket(2).key());
  }

  @Test
  void anUncertainDeliveryIsStillUncertainWhenItComesDue() {
    script.begin(ticket(1));
    ledger()
        .finish(
            List.of(
                script.finished(
                    ticket(1),
                    State.UNCERTAIN,
                    List.of(),
                    0,
                    "uncertain",
                    Optional.of(script.now),
                    true)));

    assertThat(script.due()).hasSize(1);
    assertThat(script.begin(ticket(1))).isInstanceOf(Unfinished.class);
    script.ended(ticket(1), State.WAITING, "uncertain");
    assertThat(script.begin(ticket(1))).isEqualTo(new Go(2, 0));
  }

  @Test
  void aReleaseMakesAllOfAnAccountDue() {
    park(ticket(1), 1_000);
    script.begin(ticket(2));
    park(to("pedro"), 0);
    park(ticket(1, OTHER, "ana"), 1_000);
    park(to("zoe"), 1);
    script.tick();
    var zoe = script.entry(to("zoe"));

    assertThat(ledger().release(SHOP, script.tick())).isEqualTo(4);

    assertThat(script.entry(ticket(1)).nextAttemptAt()).contains(script.now);
    assertThat(script.entry(ticket(2)).nextAttemptAt()).isEmpty();
    assertThat(script.entry(to("zoe"))).isEqualTo(zoe);
    assertThat(script.due()).containsExactly(to("zoe").key(), ticket(1).key(), to("pedro").key());
    assertThat(ledger().release(SHOP, script.now)).isEqualTo(1);
    assertThat(ledger().release(BOT, script.now)).isZero();
  }

  @Test
  void anEarlierDeliveryThatIsParkedLaterGoesFirst() {
    park(ticket(5), 1);
    assertThat(script.begin(ticket(3))).isEqualTo(new Go(1, 0));
    script.parked(ticket(3), 20);
    script.now = script.now.plusSeconds(5);

    assertThat(script.due()).isEmpty();
    script.now = script.now.plusSeconds(20);
    assertThat(script.due()).containsExactly(ticket(3).key());
    script.begin(ticket(3));
    script.sent(ticket(3), "a");
    assertThat(script.due()).containsExactly(ticket(5).key());
  }

  @Test
  void aTakenDeliveryThatIsOvertakenWaitsBehind() {
    park(ticket(5), 1);
    script.begin(ticket(3));
    script.tick();
    assertThat(script.due()).containsExactly(ticket(5).key());
    script.parked(ticket(3), 200);

    assertThat(script.begin(ticket(5))).isEqualTo(new Behind(script.entry(ticket(5))));
    script.now = script.now.plus(LEASE).plus(LEASE);
    assertThat(script.due()).isEmpty();
    ledger().release(SHOP, script.now);
    assertThat(script.due()).containsExactly(ticket(3).key());
    script.ended(ticket(3), State.REPLACED, "refused");
    assertThat(script.due()).containsExactly(ticket(5).key());
  }

  @Test
  void aReopenedDeliveryGoesBeforeLaterOnesAndIsNotLost() {
    script.begin(ticket(1));
    script.failed(ticket(1));
    var reopened = ledger().reopen(ticket(1).key(), script.tick()).orElseThrow();

    assertThat(script.begin(ticket(2))).isInstanceOf(Behind.class);
    script.now = script.now.plus(Duration.ofMinutes(5)).minusSeconds(3);
    assertThat(script.due()).isEmpty();
    script.tick();
    assertThat(script.due()).containsExactly(ticket(1).key());
    assertThat(script.begin(reopened)).isEqualTo(new Go(2, 0));
    script.sent(reopened, "a");
    assertThat(script.due()).containsExactly(ticket(2).key());
  }

  @Test
  void aReopenedDeliveryWaitsBehindEarlierOnes() {
    script.begin(ticket(2));
    script.failed(ticket(2));
    park(ticket(1), 5);
    var reopened = ledger().reopen(ticket(2).key(), script.tick()).orElseThrow();

    assertThat(script.begin(reopened)).isInstanceOf(Behind.class);
    script.now = script.now.plusSeconds(5);
    assertThat(script.due()).containsExactly(ticket(1).key());
    script.begin(ticket(1));
    script.failed(ticket(1));
    assertThat(script.due()).containsExactly(ticket(2).key());
  }

  @Test
  void aLaterRoundOfAParkedDeliveryStaysParked() {
    park(ticket(1), 5);

    assertThat(script.begin(round(ticket(1), 1))).isInstanceOf(Behind.class);
    assertThat(script.entry(ticket(1)).ticket().round()).isEqualTo(1);
    script.now = script.now.plusSeconds(5);
    assertThat(script.due()).containsExactly(ticket(1).key());
  }

  @Test
  @Timeout(60)
  void everyDeliveryIsTakenByOne() throws Exception {
    int lanes = 300;
    IntStream.range(0, lanes).forEach(i -> park(to("user" + i), 1));
    script.now = script.now.plusSeconds(9);
    var taken = new ArrayList<Entry>();
    try (var executor = Executors.newFixedThreadPool(6)) {
      var takes =
          IntStream.range(0, 60)
              .<Callable<List<Entry>>>mapToObj(
                  _ -> () -> ledger().takeDue(WHATSAPP, script.now, LEASE, 7))
              .toList();
      executor.invokeAll(takes).stream().map(Future::resultNow).forEach(taken::addAll);
    }

    assertThat(taken).hasSize(lanes).doesNotHaveDuplicates();
  }

  @Test
  @Timeout(60)
  void aLongLaneIsWorkedOffInOrder() {
    park(ticket(0), 1);
    LongStream.range(1, 200).forEach(seq -> script.begin(ticket(seq)));
    var done = new ArrayList<Long>();

    for (var due = script.due(); done.size() < 200; due = script.due()) {
      for (var key : due) {
        var ticket = ledger().find(List.of(key)).values().iterator().next().ticket();
        assertThat(script.begin(ticket)).isInstanceOf(Go.class);
        script.sent(ticket, "id" + ticket.seq());
        done.add(ticket.seq());
      }
    }

    assertThat(done).containsExactlyElementsOf(LongStream.range(0, 200).boxed().toList());
    assertThat(script.due()).isEmpty();
  }
}
