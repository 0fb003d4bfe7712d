package io.chat4all.worker.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.chat4all.core.TestClock;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.MessageStore.AppendOutcome;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationEvent.ReadMoved;
import io.chat4all.core.log.ConversationEvent.StatusMoved;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.ReceiptFact.StatusReported;
import io.chat4all.core.log.ReceiptFact.WatermarkMoved;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.worker.LogLines;
import io.chat4all.worker.ScriptedEventLog;
import io.chat4all.worker.ScriptedMessageStore;
import io.chat4all.worker.ScriptedMessageStore.Call;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiptWorkerTest {

  private static final ConversationId CHAT =
      ConversationId.of("00000000-0000-4000-8000-00000000000a");
  private static final UserId BRUNO = new UserId("bruno");
  private static final UserId MARIA = new UserId("maria");
  private static final UserId PAUL = new UserId("paul");
  private static final ChannelId TELEGRAM = new ChannelId("telegram");
  private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");

  private final ScriptedMessageStore store = new ScriptedMessageStore();
  private final ScriptedEventLog events = new ScriptedEventLog();
  private final ReceiptWorker worker = new ReceiptWorker(store, events, new TestClock());
  private long offset;

  /// Three members; messages 1 to 4 by bruno, 5 by paul, 6 by maria.
  @BeforeEach
  void writeHistory() {
    var changes = new ArrayList<Change>();
    for (var user : List.of(BRUNO, MARIA, PAUL)) {
      var joined =
          new MemberChanged(
              CHAT, user, MemberChange.JOINED, Optional.of(MemberRole.MEMBER), user, AT);
      changes.add(new Change.Apply(joined, 0, 0, position()));
    }
    for (int seq = 1; seq <= 6; seq++) {
      changes.add(new Change.Add(message(seq), position()));
    }
    assertThat(store.append(changes)).isEqualTo(new AppendOutcome.Appended());
    store.takeCalls();
  }

  @Test
  void deliveredIsToldToTheSendersOfTheMessages() {
    handle(delivered(MARIA, 4));

    assertThat(events.takeEvents())
        .containsExactly(statusMoved(MARIA, DeliveryStatus.DELIVERED, 4, BRUNO));
  }

  @Test
  void readIsToldToTheSendersAndToTheConversation() {
    handle(read(MARIA, 4));

    assertThat(events.takeEvents())
        .containsExactly(
            statusMoved(MARIA, DeliveryStatus.READ, 4, BRUNO), new ReadMoved(CHAT, MARIA, 4, AT));
  }

  @Test
  void aWatermarkIsCutToTheNewestMessage() {
    handle(read(BRUNO, 1_000));

    assertThat(events.takeEvents()).contains(new ReadMoved(CHAT, BRUNO, 6, AT));
  }

  @Test
  void aBatchIsMergedInOneCallAndToldInOne() {
    handle(delivered(MARIA, 1), read(PAUL, 2), reported(3, DeliveryStatus.DELIVERED));

    assertThat(store.takeCalls()).containsExactly(Call.MERGE);
    assertThat(events.takeCalls()).isEqualTo(1);
  }

  @Test
  void onlyTheHighestWatermarkOfABatchIsTold() {
    handle(delivered(MARIA, 1), delivered(PAUL, 2), delivered(MARIA, 3), delivered(MARIA, 2));

    assertThat(events.takeEvents())
        .containsExactlyInAnyOrder(
            statusMoved(MARIA, DeliveryStatus.DELIVERED, 3, BRUNO),
            statusMoved(PAUL, DeliveryStatus.DELIVERED, 2, BRUNO));
  }

  @Test
  void theHighestWatermarkIsToldToTheSendersOfAllItsSteps() {
    handle(delivered(MARIA, 4), delivered(MARIA, 5));

    assertThat(events.takeEvents())
        .singleElement()
        .isInstanceOfSatisfying(
            StatusMoved.class,
            event -> {
              assertThat(event.upToSeq()).isEqualTo(5);
              assertThat(event.audience()).containsExactlyInAnyOrder(BRUNO, PAUL);
            });
  }

  @Test
  void deliveredAndReadAreToldApart() {
    handle(delivered(MARIA, 4), read(MARIA, 2));

    assertThat(events.takeEvents())
        .containsExactly(
            statusMoved(MARIA, DeliveryStatus.DELIVERED, 4, BRUNO),
            statusMoved(MARIA, DeliveryStatus.READ, 2, BRUNO),
            new ReadMoved(CHAT, MARIA, 2, AT));
  }

  @Test
  void aReportIsToldToTheSenderOfItsMessage() {
    handle(reported(2, DeliveryStatus.FAILED));

    assertThat(events.takeEvents())
        .containsExactly(
            new StatusMoved(
                CHAT,
                "+5511999990000",
                TELEGRAM,
                DeliveryStatus.FAILED,
                0,
                Optional.of(id(2)),
                "blocked",
                List.of(BRUNO),
                AT));
  }

  @Test
  void aLateOrRepeatedReceiptIsNotTold() {
    handle(read(MARIA, 4), reported(1, DeliveryStatus.READ));
    events.takeEvents();

    handle(delivered(MARIA, 2), read(MARIA, 4), reported(1, DeliveryStatus.DELIVERED));

    assertThat(events.takeEvents()).isEmpty();
    assertThat(worker.stats().moved()).isEqualTo(2);
  }

  @Test
  void aReceiptWhoseEventMayBeLostIsToldAgain() {
    handle(read(MARIA, 4), reported(1, DeliveryStatus.READ));
    var told = events.takeEvents();

    worker.handle(List.of(seen(read(MARIA, 4)), seen(reported(1, DeliveryStatus.READ))));

    assertThat(events.takeEvents()).isEqualTo(told);
  }

  @Test
  void aFailedPublishIsMadeUpForWhenTheReceiptsComeAgain() {
    var facts = List.of(fresh(delivered(MARIA, 5)), fresh(reported(1, DeliveryStatus.READ)));
    events.failAfter(0);

    assertThatThrownBy(() -> worker.handle(facts)).isInstanceOf(ApiException.class);
    worker.handle(facts);

    assertThat(events.takeEvents())
        .hasSize(2)
        .first()
        .isInstanceOfSatisfying(
            StatusMoved.class,
            event -> assertThat(event.audience()).containsExactlyInAnyOrder(BRUNO, PAUL));
    worker.handle(facts);
    assertThat(events.takeEvents()).isEmpty();
  }

  @Test
  void aMergeWhoseAnswerWasLostIsToldWhenTheReceiptsComeAgain() {
    var facts = List.of(fresh(read(MARIA, 4)));
    store.script((call, after, _) -> {
      if (call == Call.MERGE && after) {
        store.script((_, _, _) -> {});
        throw new ApiException(ErrorCode.UNAVAILABLE, "told to fail");
      }
    });

    assertThatThrownBy(() -> worker.handle(facts)).isInstanceOf(ApiException.class);
    worker.handle(facts);

    assertThat(events.takeEvents()).contains(new ReadMoved(CHAT, MARIA, 4, AT));
  }

  @Test
  void aWatermarkOfNobodyAndAReportOfNothingAreNotTold() {
    handle(
        delivered(new UserId("stranger"), 4),
        new StatusReported(CHAT, id(99), "x", TELEGRAM, DeliveryStatus.READ, "", "connector", AT));

    assertThat(events.takeEvents()).isEmpty();
  }

  @Test
  void aWatermarkBeforeTheFirstMessageIsNotTold() {
    var empty = ConversationId.of("00000000-0000-4000-8000-00000000000b");

    worker.handle(
        List.of(seen(new WatermarkMoved(empty, MARIA, DeliveryStatus.READ, 4, "device", AT))));

    assertThat(events.takeEvents()).isEmpty();
  }

  @Test
  void nobodyIsToldOfTheirOwnMessages() {
    handle(delivered(BRUNO, 4));

    assertThat(events.takeEvents()).isEmpty();
  }

  @Test
  void aReceiptThatTheStoreRefusesIsSkippedAndTheOthersAreNot() {
    var bad = fresh(reported(2, DeliveryStatus.READ));
    store.script((call, after, argument) -> {
      if (call == Call.MERGE && !after && argument.contains(bad)) {
        throw new IllegalArgumentException("reason: malformed (expected: well-formed)");
      }
    });
    try (var lines = new LogLines(ReceiptWorker.class)) {

      worker.handle(List.of(fresh(delivered(MARIA, 1)), bad, fresh(read(PAUL, 2))));

      assertThat(events.takeEvents()).hasSize(3);
      assertThat(lines.at(Level.ERROR)).singleElement().asString().contains("messageId=" + id(2));
      assertThat(worker.stats().faulty()).isEqualTo(1);
    }
  }

  @Test
  void aStoreThatFailsIsLeftToTheFeed() {
    store.store().setAvailable(false);

    assertThatThrownBy(() -> handle(delivered(MARIA, 1))).isInstanceOf(ApiException.class);

    assertThat(worker.stats().faulty()).isZero();
  }

  @Test
  void anEmptyBatchDoesNothing() {
    handle();

    assertThat(store.takeCalls()).isEmpty();
  }

  @Test
  void countsWhatItDid() {
    handle(delivered(MARIA, 1), delivered(MARIA, 1));
    handle(delivered(MARIA, 2));

    var stats = worker.stats();

    assertThat(stats).isEqualTo(new ReceiptStats(2, 3, 2, 2, 0, stats.delayMillis()));
  }

  private void handle(ReceiptFact... facts) {
    var logged = new ArrayList<LoggedFact<ReceiptFact>>();
    for (var fact : facts) {
      logged.add(fresh(fact));
    }
    worker.handle(logged);
  }

  private LoggedFact<ReceiptFact> fresh(ReceiptFact fact) {
    return new LoggedFact<>(position(), fact, false);
  }

  private LoggedFact<ReceiptFact> seen(ReceiptFact fact) {
    return new LoggedFact<>(position(), fact, true);
  }

  private LogPosition position() {
    return new LogPosition("log", 0, offset++);
  }

  private static WatermarkMoved delivered(UserId user, long upTo) {
    return new WatermarkMoved(CHAT, user, DeliveryStatus.DELIVERED, upTo, "device", AT);
  }

  private static WatermarkMoved read(UserId user, long upTo) {
    return new WatermarkMoved(CHAT, user, DeliveryStatus.READ, upTo, "device", AT);
  }

  private static StatusReported reported(int seq, DeliveryStatus status) {
    return new StatusReported(
        CHAT,
        id(seq),
        "+5511999990000",
        TELEGRAM,
        status,
        status == DeliveryStatus.FAILED ? "blocked" : "",
        "connector",
        AT);
  }

  private static ConversationEvent statusMoved(
      UserId recipient, DeliveryStatus status, long upTo, UserId audience) {
    return new StatusMoved(
        CHAT,
        recipient.value(),
        ChannelId.INTERNAL,
        status,
        upTo,
        Optional.empty(),
        "",
        List.of(audience),
        AT);
  }

  private static Message message(int seq) {
    var sender = seq <= 4 ? BRUNO : seq == 5 ? PAUL : MARIA;
    return new Message(
        CHAT,
        id(seq),
        seq,
        sender,
        Optional.of(new Content.Text("text " + seq)),
        Optional.empty(),
        Map.of(),
        AT,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static MessageId id(int number) {
    return new MessageId(new UUID(0x4000, number));
  }
}
