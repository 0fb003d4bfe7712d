package io.chat4all.core.history;

import static io.chat4all.core.history.HistoryScript.ALICE;
import static io.chat4all.core.history.HistoryScript.BOB;
import static io.chat4all.core.history.HistoryScript.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.Delivery;
import io.chat4all.core.delivery.Delivery.Move;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.PlannedDelivery;
import io.chat4all.core.delivery.ReportedStatus;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.ReceiptFact.WatermarkMoved;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What every message store does with receipts and reports.
public abstract class ReceiptsContract {

  private static final ChannelId WHATSAPP = new ChannelId("whatsapp");
  private static final ChannelId TELEGRAM = new ChannelId("telegram");

  private final HistoryScript script = new HistoryScript();
  private final ConversationId conversation = script.conversation;

  /// An empty store, the same one throughout a test.
  protected abstract MessageStore store();

  private void append(Change... changes) {
    store().append(List.of(changes));
  }

  private ReceiptEffect merge(LoggedFact<ReceiptFact> receipt) {
    var effects = store().merge(List.of(receipt));
    assertThat(effects).hasSize(1);
    return effects.getFirst();
  }

  private Watermark mark(UserId user) {
    return store().watermark(conversation, user).orElseThrow();
  }

  private void aliceWritesToBob(int messages) {
    append(script.joins(ALICE), script.joins(BOB));
    store().append(script.saysMuch(ALICE, messages));
  }

  @Test
  void aReceiptMovesItsWatermark() {
    aliceWritesToBob(5);

    var receipt = script.delivered(BOB, 3);

    assertThat(merge(receipt)).isEqualTo(new ReceiptEffect(receipt.fact(), true, List.of(ALICE)));
    assertThat(mark(BOB)).isEqualTo(new Watermark(BOB, 0, 3, 0));
    assertThat(mark(ALICE)).isEqualTo(new Watermark(ALICE, 0, 0, 0));
  }

  @Test
  void readImpliesDelivered() {
    aliceWritesToBob(5);
    merge(script.delivered(BOB, 2));

    merge(script.read(BOB, 4));

    assertThat(mark(BOB)).isEqualTo(new Watermark(BOB, 0, 4, 4));
  }

  @Test
  void readDoesNotMoveDeliveredBack() {
    aliceWritesToBob(5);
    merge(script.delivered(BOB, 5));

    assertThat(merge(script.read(BOB, 2)).moved()).isTrue();

    assertThat(mark(BOB)).isEqualTo(new Watermark(BOB, 0, 5, 2));
  }

  @Test
  void aLateOrRepeatedReceiptMovesNothing() {
    aliceWritesToBob(5);
    merge(script.read(BOB, 4));

    var late = script.delivered(BOB, 3);
    var again = script.read(BOB, 4);

    assertThat(merge(late)).isEqualTo(new ReceiptEffect(late.fact(), false, List.of(ALICE)));
    assertThat(merge(again)).isEqualTo(new ReceiptEffect(again.fact(), false, List.of(ALICE)));
    assertThat(mark(BOB)).isEqualTo(new Watermark(BOB, 0, 4, 4));
  }

  @Test
  void aReceiptBeyondTheNewestMessageIsCut() {
    aliceWritesToBob(5);

    var effect = merge(script.read(BOB, 1_000_000));

    assertThat(((WatermarkMoved) effect.fact()).upToSeq()).isEqualTo(5);
    assertThat(effect.moved()).isTrue();
    assertThat(mark(BOB)).isEqualTo(new Watermark(BOB, 0, 5, 5));
  }

  @Test
  void aReceiptOfSomebodyWhoIsNoMemberMovesNothing() {
    aliceWritesToBob(5);
    append(script.member(BOB, MemberChange.LEFT));

    assertThat(merge(script.read(BOB, 3)).moved()).isFalse();
    assertThat(merge(script.read(CAROL, 3)).moved()).isFalse();
    assertThat(merge(new HistoryScript().read(ALICE, 3)).moved()).isFalse();
    assertThat(store().watermarks(conversation, 10)).hasSize(1);
  }

  @Test
  void aReceiptForMessagesFromBeforeOnesTimeConcernsNobody() {
    aliceWritesToBob(5);
    append(script.joins(CAROL), script.says(ALICE, "to carol too"));

    var effect = merge(script.read(CAROL, 5));

    assertThat(effect.moved()).isFalse();
    assertThat(effect.senders()).isEmpty();
  }

  @Test
  void eachReceiptOfABatchHasItsEffectInOrder() {
    aliceWritesToBob(5);
    append(script.says(BOB, "six"), script.says(CAROL, "seven"));
    var batch =
        List.of(
            script.delivered(BOB, 2),
            script.delivered(BOB, 5),
            script.delivered(BOB, 4),
            script.read(BOB, 7),
            script.read(ALICE, 6),
            script.delivered(BOB, 7));

    var effects = store().merge(batch);

    assertThat(effects)
        .extracting(ReceiptEffect::fact)
        .isEqualTo(batch.stream().map(LoggedFact::fact).toList());
    assertThat(effects)
        .extracting(ReceiptEffect::moved)
        .containsExactly(true, true, false, true, true, false);
    assertThat(effects.get(3).senders()).containsExactlyInAnyOrder(ALICE, CAROL);
    assertThat(effects.get(4).senders()).containsExactly(BOB);
    assertThat(mark(BOB)).isEqualTo(new Watermark(BOB, 0, 7, 7));
    assertThat(mark(ALICE)).isEqualTo(new Watermark(ALICE, 0, 6, 6));
  }

  @Test
  void thoseWhoAreToldAreAtMostAHundred() {
    append(script.joins(BOB));
    var changes = new ArrayList<Change>();
    for (int i = 0; i < 150; i++) {
      changes.add(script.says(new UserId("u" + i), "hello"));
      changes.add(script.says(BOB, "hello to you"));
    }
    store().append(changes);

    assertThat(merge(script.read(BOB, 300)).senders())
        .hasSize(100)
        .doesNotHaveDuplicates()
        .doesNotContain(BOB)
        .contains(new UserId("u149"));
  }

  @Test
  void theLowestIsThatOfTheSlowestOtherMember() {
    aliceWritesToBob(5);
    append(script.joins(CAROL), script.says(ALICE, "six"));
    store().merge(List.of(script.delivered(BOB, 6), script.read(BOB, 1), script.read(CAROL, 6)));

    var lowest = store().lowest(conversation, Set.of(ALICE)).orElseThrow();

    assertThat(lowest.deliveredSeq()).isEqualTo(6);
    assertThat(lowest.readSeq()).isEqualTo(1);
    assertThat(store().lowest(conversation, Set.of(BOB)).orElseThrow().deliveredSeq()).isZero();
  }

  @Test
  void aloneThereIsNoLowest() {
    append(script.joins(ALICE), script.says(ALICE, "hello?"));

    assertThat(store().lowest(conversation, Set.of(ALICE))).isEmpty();
    assertThat(store().lowest(conversation, Set.of(BOB))).isPresent();
  }

  @Test
  @Timeout(60)
  void aGroupOfTenThousandDoesNotSlowTheLowestDown() {
    var joins = new ArrayList<Change>();
    for (int i = 0; i < 10_000; i++) {
      joins.add(script.joins(new UserId("u" + i)));
    }
    store().append(joins);
    append(script.says(ALICE, "hello, all of you"));
    store()
        .merge(
            IntStream.range(1, 10_000).mapToObj(i -> script.read(new UserId("u" + i), 1)).toList());

    var lowest = new Watermark(ALICE, 0, 1, 1);
    long before = System.nanoTime();
    for (int i = 0; i < looks(); i++) {
      lowest = store().lowest(conversation, Set.of(ALICE)).orElseThrow();
    }
    long eachMicros = (System.nanoTime() - before) / 1_000 / looks();

    assertThat(lowest.deliveredSeq()).isZero();
    assertThat(store().lowest(conversation, Set.of(new UserId("u0"))).orElseThrow().readSeq())
        .isOne();
    assertThat(eachMicros).isLessThan(slowestLowestMicros());
  }

  /// How many looks for the lowest of 10,000 are measured.
  protected int looks() {
    return 200;
  }

  /// What one of them may take; a fake may walk through all of them.
  protected long slowestLowestMicros() {
    return 1_000;
  }

  @Test
  void unreadAreTheMessagesOfOthersAfterTheMarker() {
    aliceWritesToBob(5);
    append(script.says(BOB, "six"), script.says(ALICE, "seven"));
    merge(script.read(BOB, 2));
    append(script.deletes(store().after(conversation, 3, 1).getFirst()));

    assertThat(store().unread(conversation, BOB, 100)).isEqualTo(4);
    assertThat(store().unread(conversation, BOB, 3)).isEqualTo(3);
    assertThat(store().unread(conversation, ALICE, 100)).isEqualTo(1);
    assertThat(store().unread(conversation, CAROL, 100)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "SENT, SENT, SENT",
    "SENT, DELIVERED, DELIVERED",
    "SENT, FAILED, FAILED",
    "DELIVERED, READ, READ",
    "DELIVERED, FAILED, DELIVERED",
    "READ, SENT, READ",
    "READ, DELIVERED, READ",
    "FAILED, SENT, FAILED",
    "FAILED, READ, READ",
    "PENDING, PENDING, SENT",
  })
  void aReportOnlyMovesForward(DeliveryStatus first, DeliveryStatus second, DeliveryStatus after) {
    append(script.joins(ALICE));
    var message = script.says(ALICE, "hello").message();
    append(script.adds(message));
    merge(script.reports(message.id(), "+5562", "whatsapp", first));

    var effect = merge(script.reports(message.id(), "+5562", "whatsapp", second));

    assertThat(effect.moved()).isEqualTo(first != second && second == after);
    assertThat(effect.senders()).containsExactly(ALICE);
    assertThat(
            store()
                .reported(conversation, List.of(message.id()))
                .getOrDefault(
                    message.id(),
                    List.of(new ReportedStatus("+5562", WHATSAPP, DeliveryStatus.SENT))))
        .containsExactly(new ReportedStatus("+5562", WHATSAPP, after));
  }

  @Test
  void aReportOnAnUnknownMessageMovesNothing() {
    append(script.joins(ALICE));
    var unknown = new MessageId(UUID.randomUUID());

    var effect = merge(script.reports(unknown, "+5562", "whatsapp", DeliveryStatus.READ));

    assertThat(effect.moved()).isFalse();
    assertThat(effect.senders()).isEmpty();
    assertThat(store().reported(conversation, List.of(unknown))).isEmpty();
  }

  @Test
  void everyReportedDeliveryOfAMessageIsAnswered() {
    aliceWritesToBob(3);
    var messages = store().after(conversation, 0, 3);
    var first = messages.getFirst().id();
    var second = messages.get(1).id();
    store()
        .merge(
            List.of(
                script.reports(first, "+5562", "whatsapp", DeliveryStatus.READ),
                script.reports(first, "+5563", "whatsapp", DeliveryStatus.DELIVERED),
                script.reports(second, "+5562", "whatsapp", DeliveryStatus.SENT),
                script.reports(second, "+5562", "telegram", DeliveryStatus.FAILED)));

    assertThat(store().reported(conversation, messages.stream().map(Message::id).toList()))
        .isEqualTo(
            Map.of(
                first,
                List.of(
                    new ReportedStatus("+5562", WHATSAPP, DeliveryStatus.READ),
                    new ReportedStatus("+5563", WHATSAPP, DeliveryStatus.DELIVERED)),
                second,
                List.of(
                    new ReportedStatus("+5562", TELEGRAM, DeliveryStatus.FAILED),
                    new ReportedStatus("+5562", WHATSAPP, DeliveryStatus.SENT))));
  }

  @Test
  void aMessageBeginsWithItsPlannedDeliveriesPending() {
    append(script.joins(ALICE));
    var message = script.message(ALICE, new Content.Text("hello"));
    append(
        new Change.Add(
            message, List.of(new PlannedDelivery("maria", WHATSAPP)), script.skips().position()));

    assertThat(store().reported(conversation, List.of(message.id())))
        .containsEntry(
            message.id(), List.of(new ReportedStatus("maria", WHATSAPP, DeliveryStatus.PENDING)));
    assertThat(moves(message)).containsExactly(DeliveryStatus.PENDING);

    merge(script.reports(message.id(), "maria", "whatsapp", DeliveryStatus.SENT));
    merge(script.reports(message.id(), "maria", "whatsapp", DeliveryStatus.READ));

    assertThat(moves(message))
        .containsExactly(DeliveryStatus.PENDING, DeliveryStatus.SENT, DeliveryStatus.READ);
  }

  @Test
  void aNewDeliveryIsQueuedOnceAndAFailedOneOnlyAgain() {
    append(script.joins(ALICE));
    var message = script.says(ALICE, "hello").message();
    append(script.adds(message));

    assertThat(merge(script.queues(message.id(), "maria", "telegram", false)).moved()).isTrue();
    assertThat(merge(script.queues(message.id(), "maria", "telegram", true)).moved()).isFalse();
    merge(script.reports(message.id(), "maria", "telegram", DeliveryStatus.FAILED));
    assertThat(merge(script.queues(message.id(), "maria", "telegram", false)).moved()).isFalse();
    assertThat(merge(script.queues(message.id(), "maria", "telegram", true)).moved()).isTrue();
    merge(script.reports(message.id(), "maria", "telegram", DeliveryStatus.SENT));
    assertThat(merge(script.queues(message.id(), "maria", "telegram", true)).moved()).isFalse();

    assertThat(moves(message))
        .containsExactly(
            DeliveryStatus.PENDING,
            DeliveryStatus.FAILED,
            DeliveryStatus.PENDING,
            DeliveryStatus.SENT);
  }

  private List<DeliveryStatus> moves(Message message) {
    return store().deliveries(message, 10).getLast().history().stream()
        .map(move -> move.status())
        .toList();
  }

  @Test
  void theLowestLeavesOutWhomItIsToldTo() {
    append(script.joins(ALICE), script.joins(BOB), script.joins(CAROL), script.says(ALICE, "one"));
    merge(script.read(BOB, 1));

    assertThat(store().lowest(conversation, Set.of(ALICE)).orElseThrow().readSeq()).isZero();
    assertThat(store().lowest(conversation, Set.of(ALICE, CAROL)).orElseThrow().readSeq()).isOne();
    assertThat(store().lowest(conversation, Set.of(ALICE, BOB, CAROL))).isEmpty();
  }

  @Test
  void deliveriesTellWhenEachMemberGotAMessage() {
    aliceWritesToBob(3);
    append(script.joins(CAROL));
    var message = store().after(conversation, 1, 1).getFirst();
    var tooEarly = script.delivered(BOB, 1);
    var delivered = script.delivered(BOB, 3);
    var read = script.read(BOB, 2);
    for (var receipt : List.of(tooEarly, delivered, read, script.read(BOB, 3))) {
      merge(receipt);
    }

    assertThat(store().deliveries(message, 10))
        .containsExactly(
            new Delivery(
                "bob",
                ChannelId.INTERNAL,
                DeliveryStatus.READ,
                List.of(
                    new Move(DeliveryStatus.SENT, message.createdAt(), "router", ""),
                    new Move(DeliveryStatus.DELIVERED, delivered.fact().at(), "device", ""),
                    new Move(DeliveryStatus.READ, read.fact().at(), "device", ""))));
  }

  @Test
  void aWatermarkThatReadMovedWasDeliveredToo() {
    aliceWritesToBob(1);
    merge(script.read(BOB, 1));
    merge(script.delivered(BOB, 1));

    assertThat(onlyDelivery().history())
        .extracting(Move::status)
        .containsExactly(DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ);
  }

  private Delivery onlyDelivery() {
    var message = store().after(conversation, 0, 1).getFirst();
    var deliveries = store().deliveries(message, 10);
    assertThat(deliveries).hasSize(1);
    return deliveries.getFirst();
  }

  @Test
  void deliveredAndReadKeepTheirOrderWithinABatch() {
    aliceWritesToBob(9);
    var delivered = script.delivered(BOB, 5);
    var read = script.read(BOB, 5);
    store().merge(List.of(delivered, read, script.delivered(BOB, 9)));

    assertThat(store().deliveries(store().after(conversation, 4, 1).getFirst(), 10))
        .flatExtracting(Delivery::history)
        .extracting(Move::at)
        .contains(delivered.fact().at(), read.fact().at());
  }

  @Test
  void aMessageWithoutReceiptsWasSentToThoseWhoWereThere() {
    aliceWritesToBob(1);
    append(script.joins(CAROL));

    assertThat(onlyDelivery().recipient()).isEqualTo("bob");
    assertThat(onlyDelivery().status()).isEqualTo(DeliveryStatus.SENT);
  }

  @Test
  void reportedDeliveriesComeAfterThoseOfMembers() {
    aliceWritesToBob(1);
    var message = store().after(conversation, 0, 1).getFirst();
    var failed = script.reports(message.id(), "+5562", "whatsapp", DeliveryStatus.FAILED);
    var sent = script.reports(message.id(), "+5562", "telegram", DeliveryStatus.SENT);
    var read = script.reports(message.id(), "+5562", "telegram", DeliveryStatus.READ);
    store().merge(List.of(failed, sent, read));

    var deliveries = store().deliveries(message, 10);

    assertThat(deliveries)
        .extracting(delivery -> delivery.recipient() + " " + delivery.channel())
        .containsExactly("bob internal", "+5562 telegram", "+5562 whatsapp");
    assertThat(deliveries.get(1).history())
        .containsExactly(
            new Move(DeliveryStatus.SENT, sent.fact().at(), "connector", ""),
            new Move(DeliveryStatus.READ, read.fact().at(), "connector", ""));
    assertThat(deliveries.get(2).history())
        .containsExactly(
            new Move(DeliveryStatus.SENT, message.createdAt(), "router", ""),
            new Move(DeliveryStatus.FAILED, failed.fact().at(), "connector", "no such number"));
    assertThat(store().deliveries(message, 2)).hasSize(2);
  }

  @Test
  void aReportOnAMemberInTheAppIsPartOfTheirDelivery() {
    aliceWritesToBob(1);
    var message = store().after(conversation, 0, 1).getFirst();

    merge(script.reports(message.id(), "bob", "internal", DeliveryStatus.FAILED));

    assertThat(onlyDelivery().status()).isEqualTo(DeliveryStatus.FAILED);

    merge(script.delivered(BOB, 1));

    assertThat(onlyDelivery().status()).isEqualTo(DeliveryStatus.DELIVERED);
  }

  @Test
  void reportsWithoutARecipientAreKeptToo() {
    append(script.joins(ALICE));
    var message = script.says(ALICE, "to whom it may concern").message();
    append(script.adds(message));

    merge(script.reports(message.id(), "", "internal", DeliveryStatus.READ));

    assertThat(onlyDelivery().recipient()).isEmpty();
    assertThat(onlyDelivery().status()).isEqualTo(DeliveryStatus.READ);
  }
}
