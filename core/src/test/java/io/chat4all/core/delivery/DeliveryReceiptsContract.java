package io.chat4all.core.delivery;

import static io.chat4all.core.delivery.DeliveryStatus.DELIVERED;
import static io.chat4all.core.delivery.DeliveryStatus.FAILED;
import static io.chat4all.core.delivery.DeliveryStatus.READ;
import static io.chat4all.core.delivery.DeliveryStatus.SENT;
import static io.chat4all.core.delivery.LedgerScript.OTHER;
import static io.chat4all.core.delivery.LedgerScript.SHOP;
import static io.chat4all.core.delivery.LedgerScript.message;
import static io.chat4all.core.delivery.LedgerScript.receipt;
import static io.chat4all.core.delivery.LedgerScript.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.delivery.DeliveryLedger.Attempt;
import io.chat4all.core.delivery.DeliveryLedger.Begun;
import io.chat4all.core.delivery.DeliveryLedger.Finished;
import io.chat4all.core.delivery.DeliveryLedger.Matched;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.core.delivery.DeliveryLedger.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every delivery ledger does with receipts.
public abstract class DeliveryReceiptsContract {

  private static final Duration THREE_DAYS = Duration.ofDays(3);
  private static final String MARIA = "address of maria";

  private LedgerScript script;

  /// An empty ledger, the same one throughout a test.
  protected abstract DeliveryLedger ledger();

  private static Receipt naming(DeliveryTicket ticket, String providerId, DeliveryStatus status) {
    return receipt(SHOP, providerId, ticket.key().id(), status);
  }

  @BeforeEach
  final void startScript() {
    script = new LedgerScript(this::ledger);
  }

  @Test
  void aReceiptFindsItsDelivery() {
    script.begin(ticket(1));
    script.sent(ticket(1), "a");
    var receipt = receipt("a", DELIVERED);

    assertThat(script.match(receipt))
        .containsExactly(new Matched(receipt, script.entry(ticket(1)), true));
    assertThat(script.match(receipt, receipt)).hasSize(2);
    assertThat(ledger().answered(List.of(ticket(1).key()))).isEmpty();
  }

  @Test
  void onlyTheLastPartIsLast() {
    script.begin(ticket(1));
    script.sent(ticket(1), "a", "b");

    assertThat(script.match(receipt("a", DELIVERED), receipt("b", DELIVERED)))
        .extracting(Matched::last)
        .containsExactly(false, true);
    assertThat(script.match(naming(ticket(1), "a", READ), naming(ticket(1), "", READ)))
        .extracting(Matched::last)
        .containsExactly(false, true);
  }

  @Test
  void aReceiptBeforeItsMessageWaitsForIt() {
    script.begin(ticket(1));
    var read = receipt("a", READ);
    var delivered = receipt("a", DELIVERED);

    assertThat(script.match(read, delivered, read, receipt("b", READ))).isEmpty();

    assertThat(script.sent(ticket(1), "a"))
        .containsExactly(
            new Matched(read, script.entry(ticket(1)), true),
            new Matched(delivered, script.entry(ticket(1)), true));
    assertThat(script.sent(ticket(1), "a")).isEmpty();
    assertThat(ledger().answered(List.of(ticket(1).key(), ticket(2).key(), ticket(1).key())))
        .extracting(Matched::receipt)
        .containsExactly(read, delivered);
  }

  @Test
  void aReceiptIsNotForAnotherAccountsMessage() {
    script.begin(ticket(1));
    script.uncertain(ticket(1));
    var foreign = receipt(OTHER, "a", ticket(1).key().id(), SENT);

    assertThat(script.match(foreign)).isEmpty();
    assertThat(script.sent(ticket(1), "a")).isEmpty();
    assertThat(script.match(receipt(OTHER, "a", "", READ))).isEmpty();
  }

  @Test
  void aReceiptOfNothingIsForgotten() {
    assertThat(script.match(receipt("", READ), receipt(SHOP, "", "no id at all", READ))).isEmpty();
  }

  @Test
  void aReceiptWaitsForThreeDays() {
    script.begin(ticket(1));
    script.begin(ticket(2));
    script.match(receipt("a", READ), receipt("b", READ));

    script.now = LedgerScript.START.plusSeconds(2).plus(THREE_DAYS);
    assertThat(script.sent(ticket(1), "a")).isEmpty();

    script.match(receipt("c", READ));
    script.now = script.now.plus(THREE_DAYS).minusSeconds(1);
    assertThat(script.sent(ticket(2), "b", "c")).hasSize(1);

    script.now = script.now.plus(THREE_DAYS);
    script.begin(ticket(3));
    assertThat(ledger().answered(List.of(ticket(2).key()))).isEmpty();
  }

  @Test
  void aReceiptThatNamesItsDeliveryProvesThatItWasSent() {
    script.begin(ticket(1));
    script.uncertain(ticket(1));
    var echo = naming(ticket(1), "a", SENT);

    var matched = script.match(echo);

    assertThat(matched).containsExactly(new Matched(echo, script.entry(ticket(1)), true));
    assertThat(script.state(ticket(1))).isEqualTo(State.SENT);
    assertThat(script.entry(ticket(1)).parts()).isEqualTo(1);
    assertThat(ledger().named(SHOP, "a")).contains(message(ticket(1)));
    assertThat(ledger().attempts(message(ticket(1)), 9))
        .extracting(Attempt::outcome)
        .containsExactly("uncertain", "accepted");
    assertThat(script.match(receipt("a", READ))).hasSize(1);
  }

  @Test
  void aReceiptThatNamesItsDeliveryBringsTheEarlierOnesOfItsId() {
    script.begin(ticket(1));
    script.uncertain(ticket(1));
    var early = receipt("a", DELIVERED);
    var echo = naming(ticket(1), "a", SENT);
    assertThat(script.match(early)).isEmpty();

    assertThat(script.match(echo)).extracting(Matched::receipt).containsExactly(early, echo);

    assertThat(ledger().answered(List.of(ticket(1).key())))
        .extracting(Matched::receipt)
        .containsExactly(early);
  }

  @Test
  void whileAnAttemptIsUnderWayReceiptsWaitForItsOutcome() {
    script.begin(ticket(1));
    var early = receipt("a", DELIVERED);
    var failed = naming(ticket(1), "a", FAILED);
    var other = naming(ticket(1), "", SENT);

    assertThat(script.match(early, failed, other)).isEmpty();

    assertThat(script.sent(ticket(1), "a"))
        .extracting(Matched::receipt)
        .containsExactly(early, failed, other);
    assertThat(script.state(ticket(1))).isEqualTo(State.SENT);
  }

  @Test
  void anAttemptThatDiedIsProvenByTheReceiptsThatWaited() {
    script.begin(ticket(1));
    var early = receipt("a", DELIVERED);
    var naming = naming(ticket(1), "a", SENT);
    script.match(early, naming);
    assertThat(script.begin(ticket(1))).isInstanceOf(Begun.Unfinished.class);

    assertThat(script.uncertain(ticket(1)))
        .containsExactly(
            new Matched(early, script.entry(ticket(1)), true),
            new Matched(naming, script.entry(ticket(1)), true));
    assertThat(script.state(ticket(1))).isEqualTo(State.SENT);
  }

  @Test
  void newsOfAKnownPartProveNothingAboutTheNext() {
    script.begin(ticket(1));
    ledger()
        .finish(
            List.of(
                script.finished(
                    ticket(1),
                    State.UNCERTAIN,
                    List.of("a"),
                    1,
                    "uncertain",
                    Optional.empty(),
                    false)));

    assertThat(script.match(naming(ticket(1), "a", DELIVERED), receipt("a", READ))).hasSize(2);
    assertThat(script.state(ticket(1))).isEqualTo(State.UNCERTAIN);

    assertThat(script.match(naming(ticket(1), "b", SENT)))
        .containsExactly(new Matched(naming(ticket(1), "b", SENT), script.entry(ticket(1)), true));
    assertThat(script.entry(ticket(1)).parts()).isEqualTo(2);
    assertThat(script.state(ticket(1))).isEqualTo(State.SENT);
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"WAITING", "FAILED"})
  void whatIsRepeatedOrGivenUpForUncertaintyCanBeProven(State state) {
    script.begin(ticket(1));
    script.ended(ticket(1), state, "uncertain");

    script.match(naming(ticket(1), "a", SENT));

    assertThat(script.state(ticket(1))).isEqualTo(State.SENT);
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"WAITING", "FAILED"})
  void whatWasCertainlyNotSentStaysSo(State state) {
    script.begin(ticket(1));
    script.ended(ticket(1), state, "refused");

    assertThat(script.match(naming(ticket(1), "a", SENT))).hasSize(1);

    assertThat(script.state(ticket(1))).isEqualTo(state);
    assertThat(ledger().named(SHOP, "a")).isPresent();
  }

  @Test
  void whatFailedAfterItWasSentIsProvenByItsArrivalOnly() {
    script.begin(ticket(1));
    script.sent(ticket(1), "a");
    script.failed(ticket(1));

    script.match(receipt("a", SENT), receipt("a", FAILED));
    assertThat(script.state(ticket(1))).isEqualTo(State.FAILED);

    script.match(receipt("a", READ));
    assertThat(script.state(ticket(1))).isEqualTo(State.SENT);
    assertThat(ledger().dead(Optional.empty(), Optional.empty(), 9)).isEmpty();
  }

  @Test
  void aTimeOfReadingCoversWhatWasSentByThen() {
    sentBy("a", 5);
    sentBy("b", 9);
    sentBy("c", 6);
    sentBy("d", 10);
    sentBy("e", 9);

    assertThat(reached(READ, 9, 9)).containsExactly("e", "b", "c", "a");
    assertThat(reached(READ, 9, 9)).containsExactly("e", "b", "c", "a");
    assertThat(reached(READ, 9, 2)).containsExactly("e", "b");
    assertThat(reached(READ, 4, 9)).isEmpty();
    assertThat(ledger().reached(SHOP, "address of pedro", READ, at(9), 9)).isEmpty();
    assertThat(ledger().reached(OTHER, MARIA, READ, at(9), 9)).isEmpty();
  }

  @Test
  void aTimeOfReadingWaitsForTheMessagesThatItCovers() {
    reached(READ, 9, 9);
    reached(READ, 4, 9);
    reached(DELIVERED, 10, 9);

    assertThat(sentBy("a", 9)).containsExactly(DELIVERED, READ);
    assertThat(sentBy("b", 10)).containsExactly(DELIVERED);
    assertThat(sentBy("c", 11)).isEmpty();
    assertThat(ledger().sentBy(SHOP, "address of pedro", "d", at(1))).isEmpty();
    assertThat(ledger().sentBy(OTHER, MARIA, "a", at(1))).isEmpty();
  }

  @Test
  void ofSeveralTimesOfAMessageTheEarliestCounts() {
    reached(READ, 9, 9);

    assertThat(sentBy("a", 10)).isEmpty();
    assertThat(sentBy("a", 9)).containsExactly(READ);
    assertThat(sentBy("a", 11)).containsExactly(READ);
    assertThat(reached(READ, 8, 9)).isEmpty();
    assertThat(reached(READ, 10, 9)).containsExactly("a");
  }

  @Test
  void timesAreLookedForThreeDaysBack() {
    sentBy("a", 1);
    sentBy("b", 2);

    int later = Math.toIntExact(THREE_DAYS.toSeconds()) + 1;

    assertThat(reached(READ, later, 9)).containsExactly("b");
  }

  private Set<DeliveryStatus> sentBy(String providerId, int seconds) {
    return ledger().sentBy(SHOP, MARIA, providerId, at(seconds));
  }

  private List<String> reached(DeliveryStatus status, int seconds, int limit) {
    return ledger().reached(SHOP, MARIA, status, at(seconds), limit);
  }

  private static Instant at(int seconds) {
    return LedgerScript.START.plusSeconds(seconds);
  }

  @Test
  @Timeout(60)
  void everyReceiptIsAnsweredOnceHoweverItMeetsItsAttempt() throws Exception {
    int deliveries = 200;
    var answered = new ArrayList<Matched>();
    LongStream.range(0, deliveries).forEach(seq -> script.begin(ticket(seq)));
    var finishes =
        LongStream.range(0, deliveries)
            .<Callable<List<Matched>>>mapToObj(seq -> {
              var finished = sent(seq);
              return () -> ledger().finish(List.of(finished));
            });
    var matches =
        LongStream.range(0, deliveries)
            .boxed()
            .flatMap(seq ->
                Stream.of(
                    receipt("id" + seq, DELIVERED),
                    naming(ticket(seq), "id" + seq, SENT),
                    receipt("id" + seq, READ)))
            .<Callable<List<Matched>>>map(receipt -> () -> ledger().match(List.of(receipt)));
    var calls = new ArrayList<>(Stream.concat(finishes, matches).toList());
    Collections.shuffle(calls, new Random(1));
    try (var executor = Executors.newFixedThreadPool(8)) {
      executor.invokeAll(calls).stream().map(Future::resultNow).forEach(answered::addAll);
    }

    assertThat(answered).hasSize(3 * deliveries);
    assertThat(answered.stream().map(Matched::receipt)).doesNotHaveDuplicates();
    assertThat(answered)
        .allMatch(it -> it.receipt().providerId().equals("id" + it.entry().ticket().seq()))
        .allMatch(it -> it.entry().state() == State.SENT);
  }

  private Finished sent(long seq) {
    return script.finished(
        ticket(seq), State.SENT, List.of("id" + seq), 1, "accepted", Optional.empty(), false);
  }
}
