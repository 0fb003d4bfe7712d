package io.chat4all.worker.routing;

import static io.chat4all.worker.routing.LogScript.BRUNO;
import static io.chat4all.worker.routing.LogScript.CHAT;
import static io.chat4all.worker.routing.LogScript.MARIA;
import static io.chat4all.worker.routing.LogScript.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.history.Change;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message.Reaction;
import io.chat4all.core.message.MessageKey;
import io.chat4all.worker.ScriptedMessageStore.Call;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoutingChangesTest {

  private final RoutingFixture it = new RoutingFixture();
  private final LogScript log = it.log;

  @Test
  void aMessageOfTheSameBatchCanBeChanged() {
    it.handle(log.message(1), log.edit(1, BRUNO, "new"), log.react(1, MARIA, "👍", true));

    assertThat(it.lines()).containsExactly("1:new");
    assertThat(it.message(1).reactions()).containsExactly(new Reaction(MARIA, "👍"));
  }

  @Test
  void targetsInTheHistoryAreFoundInOneCall() {
    it.given(log.message(1), log.message(2), log.message(3));

    it.handle(log.edit(1, BRUNO, "new"), log.delete(2, BRUNO), log.react(3, MARIA, "👍", true));

    assertThat(it.store.argument(Call.FIND)).containsExactlyInAnyOrder(key(1), key(2), key(3));
    assertThat(it.lines()).containsExactly("1:new", "2:deleted", "3:text 3");
  }

  @Test
  void aChangeNamesItsTargetAndTheNewestSeq() {
    it.given(log.message(1), log.message(2));
    var message = log.message(3);
    var edit = log.edit(1, BRUNO, "new");

    it.handle(message, edit);

    assertThat(it.store.argument(Call.APPEND))
        .last()
        .isEqualTo(new Change.Apply(edit.fact(), 3, 1, edit.position()));
    assertThat(it.events.takeEvents())
        .last()
        .isEqualTo(
            new ConversationEvent.MessageEdited(CHAT, id(1), 1, BRUNO, "new", edit.fact().at()));
  }

  @Test
  void onlyItsSenderEditsAMessage() {
    it.given(log.message(1));

    it.handle(log.edit(1, MARIA, "forged"));

    assertNothingHappened("1:text 1");
  }

  @Test
  void aDeletedMessageIsNotEdited() {
    it.given(log.message(1), log.delete(1, BRUNO));

    it.handle(log.edit(1, BRUNO, "back again"));

    assertNothingHappened("1:deleted");
  }

  @Test
  void aMessageDeletedInTheSameBatchIsNotEdited() {
    it.handle(log.message(1), log.delete(1, BRUNO), log.edit(1, BRUNO, "back again"));

    assertThat(it.lines()).containsExactly("1:deleted");
    assertThat(it.events.takeEvents())
        .noneMatch(event -> event instanceof ConversationEvent.MessageEdited);
  }

  @Test
  void aPlaceHasNoTextToEdit() {
    it.given(log.logged(log.accepted(CHAT, 1, BRUNO, new Content.Location(1, 2, "here", ""))));

    it.handle(log.edit(1, BRUNO, "there"));

    assertNothingHappened("1:");
  }

  @Test
  void deletionIsTrustedToWhoeverTheGatewayLetThrough() {
    it.given(log.message(1));

    var deletion = log.delete(1, MARIA);
    it.handle(deletion);

    assertThat(it.lines()).containsExactly("1:deleted");
    assertThat(it.events.takeEvents())
        .containsExactly(
            new ConversationEvent.MessageDeleted(CHAT, id(1), 1, MARIA, deletion.fact().at()));
  }

  @Test
  void deletingAgainChangesNothing() {
    it.given(log.message(1), log.delete(1, BRUNO));

    it.handle(log.delete(1, BRUNO));

    assertNothingHappened("1:deleted");
  }

  @Test
  void aReactionIsToldAndTakenBack() {
    it.given(log.message(1));
    var added = log.react(1, MARIA, "👍", true);
    var removed = log.react(1, MARIA, "👍", false);

    it.handle(added);
    assertThat(it.message(1).reactions()).containsExactly(new Reaction(MARIA, "👍"));

    it.handle(removed);
    assertThat(it.message(1).reactions()).isEmpty();
    assertThat(it.events.takeEvents())
        .containsExactly(reaction(true, added.fact().at()), reaction(false, removed.fact().at()));
  }

  @Test
  void theSameReactionTwiceAndTheRemovalOfNoneAreHarmless() {
    it.given(log.message(1), log.react(1, MARIA, "👍", true));

    it.handle(log.react(1, MARIA, "👍", true), log.react(1, MARIA, "👎", false));

    assertThat(it.message(1).reactions()).containsExactly(new Reaction(MARIA, "👍"));
  }

  @Test
  void reactionsToDeletedMessagesAreSkipped() {
    it.given(log.message(1), log.delete(1, BRUNO));

    it.handle(log.react(1, MARIA, "👍", true));

    assertNothingHappened("1:deleted");
  }

  @Test
  void changesOfUnknownMessagesAreSkipped() {
    it.given(log.message(1));

    it.handle(log.react(9, MARIA, "👍", true), log.edit(9, BRUNO, "x"), log.delete(9, BRUNO));

    assertNothingHappened("1:text 1");
  }

  @Test
  void aChangeBeforeItsMessageIsSkipped() {
    it.handle(log.edit(1, BRUNO, "too early"), log.message(1));

    assertThat(it.lines()).containsExactly("1:text 1");
  }

  @Test
  void aChangeOfARepeatedMessageChangesTheFirst() {
    it.given(log.message(1), log.message(2));

    it.handle(log.message(1), log.edit(1, BRUNO, "new"), log.message(3));

    assertThat(it.lines()).containsExactly("1:new", "2:text 2", "3:text 3");
  }

  @Test
  void membersComeAndGo() {
    it.given(log.message(1));
    var joined = log.join(MARIA);

    it.handle(joined, log.message(2), log.leave(MARIA));

    assertThat(it.store.argument(Call.APPEND))
        .first()
        .isEqualTo(new Change.Apply(joined.fact(), 1, 0, joined.position()));
    assertThat(it.store.watermark(CHAT, MARIA)).isEmpty();
    assertThat(it.events.takeEvents())
        .first()
        .isEqualTo(
            new ConversationEvent.MemberChanged(
                CHAT,
                MARIA,
                MemberChange.JOINED,
                Optional.of(MemberRole.MEMBER),
                MARIA,
                joined.fact().at()));
  }

  @Test
  void changesDoneBeforeAreToldAgain() {
    var facts =
        List.of(
            log.message(1),
            log.edit(1, BRUNO, "new"),
            log.react(1, MARIA, "👍", true),
            log.react(1, MARIA, "👎", false),
            log.join(MARIA),
            log.message(2),
            log.delete(2, BRUNO));
    it.router.handle(facts);
    it.forgetCalls();

    it.another().handle(facts);

    assertThat(it.events.takeEvents())
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly(
            "MessageAdded",
            "MessageEdited",
            "ReactionChanged",
            "ReactionChanged",
            "MemberChanged",
            "MessageAdded",
            "MessageDeleted");
  }

  @Test
  void whatALaterFactMadeVoidIsNotToldAgain() {
    var facts =
        List.of(
            log.edit(1, BRUNO, "never applied"),
            log.message(1),
            log.edit(1, BRUNO, "old"),
            log.edit(1, MARIA, "new"),
            log.edit(1, BRUNO, "new"),
            log.react(1, MARIA, "👍", true),
            log.react(1, MARIA, "👍", false),
            log.message(2),
            log.edit(2, BRUNO, "secret"),
            log.delete(2, BRUNO));
    it.router.handle(facts);
    it.forgetCalls();

    it.another().handle(facts);

    var told = it.events.takeEvents();
    assertThat(told)
        .extracting(event -> event.getClass().getSimpleName() + " " + event.at().getEpochSecond())
        .containsExactly(
            "MessageAdded 1795176001",
            "MessageEdited 1795176004",
            "ReactionChanged 1795176006",
            "MessageAdded 1795176007",
            "MessageDeleted 1795176009");
    assertThat(told.toString()).doesNotContain("secret", "never applied");
  }

  private void assertNothingHappened(String line) {
    assertThat(it.lines()).containsExactly(line);
    assertThat(it.events.takeEvents()).isEmpty();
    assertThat(it.store.argument(Call.APPEND)).allMatch(change -> change instanceof Change.Skip);
  }

  private static ConversationEvent reaction(boolean added, java.time.Instant at) {
    return new ConversationEvent.ReactionChanged(CHAT, id(1), 1, MARIA, "👍", added, at);
  }

  private static MessageKey key(int number) {
    return new MessageKey(CHAT, id(number));
  }
}
