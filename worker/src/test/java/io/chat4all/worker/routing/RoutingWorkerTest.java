package io.chat4all.worker.routing;

import static io.chat4all.worker.routing.LogScript.BRUNO;
import static io.chat4all.worker.routing.LogScript.CHAT;
import static io.chat4all.worker.routing.LogScript.MARIA;
import static io.chat4all.worker.routing.LogScript.OTHER;
import static io.chat4all.worker.routing.LogScript.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.history.Change;
import io.chat4all.core.history.Head;
import io.chat4all.core.log.ConversationEvent.MessageAdded;
import io.chat4all.core.log.ConversationEvent.SendRejected;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.worker.ScriptedMessageStore.Call;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutingWorkerTest {

  private final RoutingFixture it = new RoutingFixture();
  private final LogScript log = it.log;

  @Test
  void messagesGetTheNextSeqOfTheirConversation() {
    it.handle(log.message(CHAT, 1), log.message(OTHER, 2), log.message(CHAT, 3));
    it.handle(log.message(OTHER, 4), log.message(CHAT, 5));

    assertThat(it.lines(CHAT)).containsExactly("1:text 1", "2:text 3", "3:text 5");
    assertThat(it.lines(OTHER)).containsExactly("1:text 2", "2:text 4");
  }

  @Test
  void theWholeBatchIsWrittenInOneAppendAndToldInOnePublish() {
    it.handle(log.message(1), log.edit(1, BRUNO, "new"), log.join(MARIA), log.message(1));

    assertThat(it.store.argument(Call.APPEND)).hasSize(4);
    assertThat(it.events.takeCalls()).isEqualTo(1);
  }

  @Test
  void eventsComeInTheOrderOfTheLog() {
    it.handle(log.message(CHAT, 1), log.join(MARIA), log.message(OTHER, 2), log.message(CHAT, 3));

    assertThat(it.events.takeEvents())
        .extracting(event -> event.getClass().getSimpleName() + " " + event.at().getEpochSecond())
        .containsExactly(
            "MessageAdded 1795176000",
            "MemberChanged 1795176001",
            "MessageAdded 1795176002",
            "MessageAdded 1795176003");
  }

  @Test
  void theHeadsOfUnknownConversationsAreAskedForInOneCall() {
    it.handle(log.message(CHAT, 1), log.message(OTHER, 2), log.message(CHAT, 3));

    assertThat(it.store.argument(Call.HEADS)).containsExactlyInAnyOrder(CHAT, OTHER);
  }

  @Test
  void theUsualWayReadsNothingOnceTheHeadIsKnown() {
    it.given(log.message(1));

    it.handle(log.message(2), log.message(3));

    assertThat(it.store.takeCalls()).containsExactly(Call.APPEND);
  }

  @Test
  void aRevokedPartitionIsForgottenAndAnotherIsNot() {
    it.given(log.message(1));

    it.router.revoked(Set.of(1));
    it.handle(log.message(2));
    assertThat(it.store.takeCalls()).containsExactly(Call.APPEND);

    it.router.revoked(Set.of(0));
    it.handle(log.message(3));
    assertThat(it.store.takeCalls()).containsExactly(Call.HEADS, Call.APPEND);
    assertThat(it.lines()).containsExactly("1:text 1", "2:text 2", "3:text 3");
  }

  @Test
  void anEmptyBatchDoesNothing() {
    it.handle();

    assertThat(it.store.takeCalls()).isEmpty();
    assertThat(it.events.takeCalls()).isZero();
  }

  @Test
  void aFactDoneBeforeIsOnlyToldAgainWithItsSeq() {
    var facts = List.of(log.message(1), log.message(2));
    it.router.handle(facts);
    var told = it.events.takeEvents();
    it.forgetCalls();

    it.another().handle(facts);

    assertThat(it.store.takeCalls()).containsExactly(Call.HEADS, Call.FIND);
    assertThat(it.events.takeEvents()).isEqualTo(told);
    assertThat(it.lines()).containsExactly("1:text 1", "2:text 2");
  }

  @Test
  void aBatchMayBeHalfDone() {
    var facts = new ArrayList<>(List.of(log.message(1), log.message(2)));
    it.router.handle(List.copyOf(facts));
    facts.add(log.message(3));
    it.forgetCalls();

    it.another().handle(facts);

    assertThat(it.store.argument(Call.APPEND)).hasSize(1);
    assertThat(it.events.takeEvents())
        .extracting(event -> ((MessageAdded) event).message().seq())
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void aLogMadeAnewGoesOnFromTheHead() {
    it.given(log.message(1), log.message(2));
    var later = new LogScript(1);

    it.handle(later.message(3));

    assertThat(it.lines()).containsExactly("1:text 1", "2:text 2", "3:text 3");
  }

  @Test
  void timesNeverDecreaseWithinAConversation() {
    var first = log.now();
    it.handle(log.message(1));
    log.setNow(first.minusSeconds(60));
    it.handle(log.message(2), log.message(OTHER, 3));

    assertThat(it.message(2).createdAt()).isEqualTo(first);
    assertThat(it.history(OTHER).getFirst().createdAt()).isEqualTo(first.minusSeconds(59));
  }

  @Test
  void timesAreAsExactAsTheHistoryKeepsThem() {
    log.setNow(Instant.parse("2026-11-20T12:00:00.123456789Z"));
    it.handle(log.message(1));

    assertThat(it.events.takeEvents().getFirst().at())
        .isEqualTo(Instant.parse("2026-11-20T12:00:00.123456Z"));
  }

  @Test
  void aMessageRepeatedInItsBatchIsDropped() {
    it.handle(log.message(1), log.message(1), log.message(2));

    assertThat(it.lines()).containsExactly("1:text 1", "2:text 2");
    assertThat(it.events.takeEvents()).hasSize(2).allMatch(event -> event instanceof MessageAdded);
    assertThat(it.router.stats().duplicates()).isEqualTo(1);
  }

  @Test
  void aMessageThatIsInTheHistoryIsDroppedAndLeavesNoGap() {
    it.given(log.message(1), log.message(2));

    it.handle(log.message(3), log.message(1), log.message(4), log.message(2), log.message(5));

    assertThat(it.lines())
        .containsExactly("1:text 1", "2:text 2", "3:text 3", "4:text 4", "5:text 5");
    assertThat(it.store.takeCalls()).containsExactly(Call.APPEND, Call.FIND, Call.APPEND);
    assertThat(it.events.takeEvents())
        .extracting(event -> ((MessageAdded) event).message().seq())
        .containsExactly(3L, 4L, 5L);
  }

  @Test
  void aDroppedMessageMovesTheHead() {
    it.given(log.message(1));
    var repeated = log.message(1);

    it.handle(repeated);

    assertThat(it.store.store().heads(List.of(CHAT)).values())
        .extracting(Head::position)
        .containsExactly(repeated.position());
    assertThat(it.store.argument(Call.APPEND))
        .isEqualTo(List.of(new Change.Skip(CHAT, repeated.position())));
  }

  @Test
  void theSameIdInAnotherConversationIsAnotherMessage() {
    it.handle(log.message(CHAT, 1), log.message(OTHER, 1));

    assertThat(it.lines(CHAT)).containsExactly("1:text 1");
    assertThat(it.lines(OTHER)).containsExactly("1:text 1");
  }

  @Test
  void otherContentUnderTheSameIdIsRejectedToItsSender() {
    it.given(log.message(1));

    var again = log.message(CHAT, 1, BRUNO, "other text");
    it.handle(again, log.message(2));

    assertThat(it.lines()).containsExactly("1:text 1", "2:text 2");
    assertThat(it.events.takeEvents())
        .contains(new SendRejected(CHAT, id(1), BRUNO, again.fact().at()));
    assertThat(it.router.stats().rejected()).isEqualTo(1);
  }

  @Test
  void otherContentInTheSameBatchIsRejectedToo() {
    it.handle(log.message(1), log.message(CHAT, 1, BRUNO, "other text"));

    assertThat(it.lines()).containsExactly("1:text 1");
    assertThat(it.events.takeEvents()).hasAtLeastOneElementOfType(SendRejected.class);
  }

  @Test
  void anotherSendersMessageUnderTheSameIdIsRejectedToThem() {
    it.given(log.message(1));

    it.handle(log.message(CHAT, 1, MARIA, "text 1"));

    assertThat(it.events.takeEvents())
        .singleElement()
        .isInstanceOfSatisfying(
            SendRejected.class, event -> assertThat(event.sender()).isEqualTo(MARIA));
  }

  @Test
  void anEditedOriginalCountsAsTheSame() {
    it.given(log.message(1), log.edit(1, BRUNO, "edited"));

    it.handle(log.message(1));

    assertThat(it.events.takeEvents()).isEmpty();
    assertThat(it.lines()).containsExactly("1:edited");
  }

  @Test
  void aDeletedOriginalCountsAsTheSame() {
    it.handle(log.message(1), log.delete(1, BRUNO), log.message(CHAT, 1, BRUNO, "other"));

    assertThat(it.events.takeEvents()).noneMatch(event -> event instanceof SendRejected);
    assertThat(it.lines()).containsExactly("1:deleted");
  }

  @Test
  void anotherReplyToMakesAnotherMessage() {
    var first = log.accepted(CHAT, 2, BRUNO, new Content.Text("yes"));
    it.given(log.message(1), log.logged(first));

    it.handle(log.logged(RepliesTo.of(first, Optional.of(id(1)))));

    assertThat(it.events.takeEvents()).singleElement().isInstanceOf(SendRejected.class);
  }

  @Test
  void aMessageIsStoredAsItWasAccepted() {
    var fact =
        RepliesTo.of(log.accepted(CHAT, 2, BRUNO, new Content.Text("yes")), Optional.of(id(1)));

    it.handle(log.message(1), log.logged(fact));

    assertThat(it.message(2))
        .isEqualTo(
            new Message(
                CHAT,
                id(2),
                2,
                BRUNO,
                Optional.of(fact.content()),
                Optional.of(id(1)),
                fact.metadata(),
                fact.at(),
                Optional.empty(),
                Optional.empty(),
                List.of()));
  }

  @Test
  void countsWhatItDid() {
    var facts = List.of(log.message(1), log.message(2), log.message(1));
    it.router.handle(facts);
    it.router.handle(facts);

    var stats = it.router.stats();

    assertThat(stats).isEqualTo(new RoutingStats(2, 6, 3, 2, 1, 0, 3, 0, 0, stats.delayMillis()));
  }
}
