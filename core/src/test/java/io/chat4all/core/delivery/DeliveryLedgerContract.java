package io.chat4all.core.delivery;

import static io.chat4all.core.delivery.DeliveryStatus.DELIVERED;
import static io.chat4all.core.delivery.LedgerScript.BOT;
import static io.chat4all.core.delivery.LedgerScript.CONVERSATION;
import static io.chat4all.core.delivery.LedgerScript.OTHER;
import static io.chat4all.core.delivery.LedgerScript.SHOP;
import static io.chat4all.core.delivery.LedgerScript.START;
import static io.chat4all.core.delivery.LedgerScript.TELEGRAM;
import static io.chat4all.core.delivery.LedgerScript.WHATSAPP;
import static io.chat4all.core.delivery.LedgerScript.message;
import static io.chat4all.core.delivery.LedgerScript.receipt;
import static io.chat4all.core.delivery.LedgerScript.round;
import static io.chat4all.core.delivery.LedgerScript.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.DeliveryLedger.Attempt;
import io.chat4all.core.delivery.DeliveryLedger.Begun;
import io.chat4all.core.delivery.DeliveryLedger.Begun.Go;
import io.chat4all.core.delivery.DeliveryLedger.Begun.Over;
import io.chat4all.core.delivery.DeliveryLedger.Begun.Unfinished;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every delivery ledger does with attempts, dead letters and names.
public abstract class DeliveryLedgerContract {

  private LedgerScript script;

  /// An empty ledger, the same one throughout a test.
  protected abstract DeliveryLedger ledger();

  /// The ledger of the test after a restart of whatever keeps it.
  protected abstract DeliveryLedger restarted();

  @BeforeEach
  final void startScript() {
    script = new LedgerScript(this::ledger);
  }

  @Test
  void aNewDeliveryIsKeptAndBegun() {
    var full =
        new DeliveryTicket(
            new DeliveryKey(CONVERSATION, new MessageId(new UUID(3, 3)), "maria", WHATSAPP),
            4,
            new UserId("bruno"),
            new Target(SHOP, "55 11 \"9\"\n\u0000/é"),
            List.of(new Target(BOT, "1,2"), new Target(BOT, "\\"), new Target(BOT, "")),
            Optional.of("@maria"),
            2,
            START.plusNanos(3_000));

    assertThat(ledger().begin(List.of(full, ticket(1)), START))
        .containsExactly(new Go(1, 0), new Go(1, 0));

    var kept = new Entry(full, State.ATTEMPTING, 0, 1, Optional.empty(), false, "", START);
    assertThat(ledger().find(List.of(full.key(), ticket(9).key())))
        .containsOnlyKeys(full.key())
        .containsValue(kept);
    assertThat(restarted().find(List.of(full.key()))).containsValue(kept);
  }

  @Test
  void aTicketThatComesAgainIsUnfinishedUntilItsAttemptHasAnOutcome() {
    script.begin(ticket(1));

    assertThat(script.begin(ticket(1))).isEqualTo(new Unfinished(script.entry(ticket(1))));
    assertThat(ledger().begin(List.of(ticket(2), ticket(2)), script.now).get(1))
        .isInstanceOf(Unfinished.class);
    assertThat(restarted().begin(List.of(ticket(1)), script.now).getFirst())
        .isInstanceOf(Unfinished.class);
    assertThat(script.entry(ticket(1)).attempts()).isEqualTo(1);
  }

  @Test
  void anUncertainDeliveryIsUnfinishedUntilItIsSaidToWait() {
    script.begin(ticket(1));
    script.uncertain(ticket(1));

    assertThat(script.begin(ticket(1))).isEqualTo(new Unfinished(script.entry(ticket(1))));

    script.ended(ticket(1), State.WAITING, "uncertain");

    assertThat(script.begin(ticket(1))).isEqualTo(new Go(2, 0));
  }

  @Test
  void aDeferredDeliveryIsBegunAgain() {
    script.begin(ticket(1));
    var next = script.now.plusSeconds(9);
    ledger()
        .finish(
            List.of(
                script.finished(
                    ticket(1),
                    State.WAITING,
                    List.of("part one"),
                    1,
                    "deferred",
                    Optional.of(next),
                    false)));

    assertThat(script.entry(ticket(1)))
        .isEqualTo(
            new Entry(
                ticket(1), State.WAITING, 1, 1, Optional.of(next), false, "because", script.now));
    assertThat(script.begin(ticket(1))).isEqualTo(new Go(2, 1));
    assertThat(script.entry(ticket(1)).nextAttemptAt()).isEmpty();
    assertThat(script.entry(ticket(1)).reason()).isEmpty();
  }

  @Test
  void partsAreNotedWhileTheAttemptGoesOn() {
    script.begin(ticket(1));

    ledger()
        .finish(
            List.of(
                script.finished(
                    ticket(1),
                    State.ATTEMPTING,
                    List.of("part one"),
                    1,
                    "",
                    Optional.empty(),
                    false)));

    assertThat(script.begin(ticket(1))).isEqualTo(new Unfinished(script.entry(ticket(1))));
    assertThat(script.entry(ticket(1)).parts()).isEqualTo(1);
    assertThat(ledger().named(SHOP, "part one")).contains(message(ticket(1)));
    assertThat(ledger().attempts(message(ticket(1)), 9))
        .extracting(Attempt::endedAt)
        .containsExactly(Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"SENT", "FAILED", "REPLACED", "DISCARDED"})
  void whatHasEndedIsOver(State state) {
    script.begin(ticket(1));
    script.ended(ticket(1), state, "accepted");
    var entry = script.entry(ticket(1));

    assertThat(script.begin(ticket(1))).isEqualTo(new Over(entry));
    script.ended(ticket(1), State.WAITING, "deferred");
    script.ended(ticket(1), State.UNCERTAIN, "uncertain");

    assertThat(script.entry(ticket(1))).isEqualTo(entry);
    assertThat(entry.state()).isEqualTo(state);
  }

  @Test
  void aLaterRoundReopensAndAnEarlierOneIsOver() {
    script.begin(ticket(1));
    script.failed(ticket(1));

    assertThat(script.begin(round(ticket(1), 2))).isEqualTo(new Go(2, 0));
    script.failed(ticket(1));

    assertThat(script.begin(round(ticket(1), 1))).isEqualTo(new Over(script.entry(ticket(1))));
    assertThat(script.entry(ticket(1)).ticket().round()).isEqualTo(2);
    assertThat(script.begin(round(ticket(1), 3))).isEqualTo(new Go(3, 0));
    assertThat(script.begin(round(ticket(1), 4))).isInstanceOf(Unfinished.class);
    assertThat(script.entry(ticket(1)).ticket().round()).isEqualTo(4);
  }

  @Test
  void aReopenedDeliveryGoesOnWithItsParts() {
    script.begin(ticket(1));
    ledger()
        .finish(
            List.of(
                script.finished(
                    ticket(1), State.FAILED, List.of("a"), 1, "refused", Optional.empty(), false)));

    assertThat(script.begin(round(ticket(1), 1))).isEqualTo(new Go(2, 1));
  }

  @Test
  void aDeliveryThatFailedAfterItWasSentIsSentAnewWhenReopened() {
    script.begin(ticket(1));
    script.sent(ticket(1), "a", "b");
    script.failed(ticket(1));

    assertThat(script.state(ticket(1))).isEqualTo(State.FAILED);
    assertThat(script.begin(round(ticket(1), 1))).isEqualTo(new Go(2, 0));
  }

  @Test
  void whatWasGivenUpMayTurnOutToBeSent() {
    script.begin(ticket(1));
    script.failed(ticket(1));
    script.ended(ticket(1), State.REPLACED, "refused");
    script.failed(ticket(1));

    assertThat(script.state(ticket(1))).isEqualTo(State.REPLACED);

    script.sent(ticket(1), "a");

    assertThat(script.entry(ticket(1)))
        .isEqualTo(new Entry(ticket(1), State.SENT, 1, 1, Optional.empty(), false, "", script.now));
  }

  @Test
  void anUnknownDeliveryIsNotFinished() {
    assertThat(script.sent(ticket(1), "a")).isEmpty();

    assertThat(ledger().find(List.of(ticket(1).key()))).isEmpty();
    assertThat(ledger().named(SHOP, "a")).isEmpty();
  }

  @Test
  void attemptsAreKeptInTheirOrder() {
    var telegram = ticket(1, BOT, "pedro");
    script.begin(ticket(1));
    script.begin(telegram);
    script.sent(telegram, "t1");
    var next = script.now.plusSeconds(5);
    ledger()
        .finish(
            List.of(
                script.finished(
                    ticket(1), State.WAITING, List.of(), 0, "deferred", Optional.of(next), false)));
    script.begin(ticket(1));
    script.begin(ticket(2));
    script.ended(ticket(1), State.UNCERTAIN, "uncertain");
    script.ended(ticket(1), State.FAILED, "uncertain");

    var key = ticket(1).key();
    assertThat(ledger().attempts(message(ticket(1)), 9))
        .containsExactly(
            new Attempt(
                key, 1, SHOP, at(1), Optional.of(at(4)), "deferred", "because", Optional.of(next)),
            new Attempt(
                telegram.key(),
                1,
                BOT,
                at(2),
                Optional.of(at(3)),
                "accepted",
                "",
                Optional.empty()),
            new Attempt(
                key, 2, SHOP, at(5), Optional.of(at(7)), "uncertain", "because", Optional.empty()),
            new Attempt(
                key, 3, SHOP, at(8), Optional.of(at(8)), "uncertain", "because", Optional.empty()));
    assertThat(ledger().attempts(message(ticket(1)), 2)).hasSize(2);
    assertThat(ledger().attempts(message(ticket(3)), 2)).isEmpty();
    assertThat(script.entry(ticket(1)).attempts()).isEqualTo(2);
  }

  private static Instant at(int second) {
    return START.plusSeconds(second);
  }

  @Test
  void theDeliveriesOfAMessageComeByRecipientAndChannel() {
    var tickets =
        List.of(
            ticket(1, SHOP, "maria"),
            ticket(1, BOT, "maria"),
            ticket(1, SHOP, "ana"),
            ticket(2, SHOP, "ana"));
    ledger().begin(tickets, START);

    assertThat(ledger().of(message(ticket(1))))
        .extracting(entry -> entry.ticket().key())
        .containsExactly(tickets.get(2).key(), tickets.get(1).key(), tickets.get(0).key());
    assertThat(ledger().of(new MessageKey(CONVERSATION, new MessageId(new UUID(9, 9))))).isEmpty();
  }

  @Test
  void deadLettersComeInTheOrderOfTheirDeath() {
    LongStream.rangeClosed(1, 4).forEach(seq -> script.begin(ticket(seq)));
    var telegram = ticket(5, BOT, "maria");
    script.begin(telegram);
    script.failed(ticket(3));
    script.failed(telegram);
    script.failed(ticket(1));
    script.sent(ticket(2), "a");
    script.failed(ticket(4));

    assertThat(dead(Optional.empty(), Optional.empty(), 9))
        .containsExactly(ticket(3).key(), telegram.key(), ticket(1).key(), ticket(4).key());
    assertThat(dead(Optional.of(WHATSAPP), Optional.empty(), 2))
        .containsExactly(ticket(3).key(), ticket(1).key());
    assertThat(dead(Optional.of(WHATSAPP), Optional.of(ticket(1)), 2))
        .containsExactly(ticket(4).key());
    assertThat(dead(Optional.of(TELEGRAM), Optional.empty(), 2)).containsExactly(telegram.key());
    assertThat(dead(Optional.empty(), Optional.of(ticket(4)), 2)).isEmpty();
    assertThat(dead(Optional.empty(), Optional.of(ticket(2)), 2)).isEmpty();
    assertThat(dead(Optional.empty(), Optional.of(ticket(9)), 2)).isEmpty();
  }

  private List<DeliveryKey> dead(
      Optional<ChannelId> channel, Optional<DeliveryTicket> after, int limit) {
    return ledger().dead(channel, after.map(DeliveryTicket::key), limit).stream()
        .map(entry -> entry.ticket().key())
        .toList();
  }

  @Test
  void aPageOfDeadLettersFollowsOneThatIsAliveAgain() {
    LongStream.rangeClosed(1, 3).forEach(seq -> script.begin(ticket(seq)));
    LongStream.rangeClosed(1, 3).forEach(seq -> script.failed(ticket(seq)));

    ledger().reopen(ticket(1).key(), script.tick());
    ledger().discard(ticket(2).key(), script.tick());

    assertThat(dead(Optional.empty(), Optional.of(ticket(1)), 9)).containsExactly(ticket(3).key());
    assertThat(dead(Optional.empty(), Optional.of(ticket(2)), 9)).containsExactly(ticket(3).key());
  }

  @Test
  void aDeadLetterIsReopenedOnce() {
    script.begin(ticket(1));
    assertThat(ledger().reopen(ticket(1).key(), script.tick())).isEmpty();
    script.failed(ticket(1));

    var reopened = ledger().reopen(ticket(1).key(), script.tick()).orElseThrow();

    assertThat(reopened.round()).isEqualTo(1);
    assertThat(reopened.requestedAt()).isEqualTo(script.now);
    assertThat(reopened.target()).isEqualTo(ticket(1).target());
    assertThat(ledger().reopen(ticket(1).key(), script.tick())).isEmpty();
    assertThat(ledger().reopen(ticket(2).key(), script.tick())).isEmpty();
    assertThat(script.state(ticket(1))).isEqualTo(State.WAITING);
    assertThat(script.begin(ticket(1))).isInstanceOf(Over.class);
    assertThat(script.begin(reopened)).isEqualTo(new Go(2, 0));
  }

  @Test
  void aDeadLetterIsPutAwayOnce() {
    script.begin(ticket(1));
    assertThat(ledger().discard(ticket(1).key(), script.tick())).isFalse();
    script.failed(ticket(1));

    assertThat(ledger().discard(ticket(1).key(), script.tick())).isTrue();

    assertThat(ledger().discard(ticket(1).key(), script.tick())).isFalse();
    assertThat(ledger().discard(ticket(2).key(), script.tick())).isFalse();
    assertThat(script.state(ticket(1))).isEqualTo(State.DISCARDED);
    assertThat(ledger().reopen(ticket(1).key(), script.now)).isEmpty();
    assertThat(dead(Optional.empty(), Optional.empty(), 9)).isEmpty();
  }

  @Test
  void sentDeliveriesUpToATimeComeNewestFirst() {
    for (long seq = 1; seq <= 4; seq++) {
      script.begin(ticket(seq));
      script.sent(ticket(seq), "id" + seq);
    }
    script.begin(ticket(5));
    script.begin(ticket(6, SHOP, "pedro"));
    script.sent(ticket(6, SHOP, "pedro"), "id6");

    assertThat(sentUpTo("", at(60), 9)).containsExactly(4L, 3L, 2L, 1L);
    assertThat(sentUpTo("", at(5), 9)).containsExactly(3L, 2L, 1L);
    assertThat(sentUpTo("", at(60), 2)).containsExactly(4L, 3L);
    assertThat(sentUpTo("id2", START, 9)).containsExactly(2L, 1L);
    assertThat(sentUpTo("id6", at(60), 9)).isEmpty();
    assertThat(sentUpTo("unknown", at(60), 9)).isEmpty();
    assertThat(ledger().sentUpTo(OTHER, "address of maria", "", at(60), 9)).isEmpty();
  }

  private List<Long> sentUpTo(String providerId, Instant time, int limit) {
    return ledger().sentUpTo(SHOP, "address of maria", providerId, time, limit).stream()
        .map(entry -> entry.ticket().seq())
        .toList();
  }

  @Test
  void sentDeliveriesAreLookedForThreeDaysBack() {
    script.begin(ticket(1));
    script.sent(ticket(1), "id1");
    script.now = script.now.plus(Duration.ofDays(3));
    script.begin(ticket(2));
    script.sent(ticket(2), "id2");

    assertThat(sentUpTo("id2", START, 9)).containsExactly(2L);
    assertThat(sentUpTo("", at(2), 9)).containsExactly(1L);
  }

  @Test
  void uncertainDeliveriesComeOldestFirst() {
    LongStream.of(2, 1, 3).forEach(seq -> script.begin(ticket(seq)));
    script.uncertain(ticket(1));
    script.uncertain(ticket(2));

    assertThat(ledger().uncertain(SHOP, "address of maria"))
        .extracting(entry -> entry.ticket().seq())
        .containsExactly(2L, 1L);
    assertThat(ledger().uncertain(OTHER, "address of maria")).isEmpty();
  }

  @Test
  void namesFindMessagesBothWays() {
    script.begin(ticket(1));
    script.sent(ticket(1), "b", "a");
    var inbound = message(ticket(7));
    ledger().name(SHOP, "address of maria", "in", inbound);
    ledger().name(SHOP, "address of maria", "in", inbound);
    ledger().name(SHOP, "address of maria", "in2", inbound);
    ledger().name(SHOP, "address of maria", "c", message(ticket(1)));

    assertThat(ledger().named(SHOP, "a")).contains(message(ticket(1)));
    assertThat(ledger().named(SHOP, "in2")).contains(inbound);
    assertThat(ledger().named(OTHER, "a")).isEmpty();
    assertThat(ledger().names(message(ticket(1)), ticket(1).target()))
        .containsExactly("b", "a", "c");
    assertThat(ledger().names(inbound, ticket(1).target())).containsExactly("in", "in2");
    assertThat(ledger().names(inbound, new Target(OTHER, "address of maria"))).isEmpty();
    assertThat(script.match(receipt("c", DELIVERED), receipt("in", DELIVERED)))
        .extracting(matched -> matched.receipt().providerId())
        .containsExactly("c");
  }

  @Test
  void anIdThatIsGivenOutAgainNamesTheNewerMessage() {
    script.begin(ticket(1));
    script.sent(ticket(1), "a");
    script.begin(ticket(2));
    script.sent(ticket(2), "a");

    assertThat(ledger().named(SHOP, "a")).contains(message(ticket(2)));
    assertThat(ledger().names(message(ticket(1)), ticket(1).target())).isEmpty();
  }

  @Test
  void everythingIsThereAfterARestart() {
    script.begin(ticket(1));
    script.sent(ticket(1), "a");
    script.begin(ticket(2));
    script.failed(ticket(2));
    script.match(receipt("later", DELIVERED));
    script.begin(ticket(3));
    script.parked(ticket(3), 10);

    restarted();
    script = new LedgerScript(this::ledger);
    script.now = at(100);

    assertThat(script.begin(ticket(1))).isInstanceOf(Begun.Over.class);
    assertThat(script.match(receipt("a", DELIVERED))).hasSize(1);
    assertThat(dead(Optional.empty(), Optional.empty(), 9)).containsExactly(ticket(2).key());
    assertThat(script.due()).containsExactly(ticket(3).key());
    script.begin(ticket(3));
    assertThat(script.sent(ticket(3), "later")).hasSize(1);
  }
}
