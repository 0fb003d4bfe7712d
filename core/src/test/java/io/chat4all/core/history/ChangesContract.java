package io.chat4all.core.history;

import static io.chat4all.core.history.HistoryScript.ALICE;
import static io.chat4all.core.history.HistoryScript.BOB;
import static io.chat4all.core.history.HistoryScript.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.Message.Reaction;
import io.chat4all.core.message.MessageId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every message store does with edits, deletions, reactions and changes of membership.
public abstract class ChangesContract {

  private final HistoryScript script = new HistoryScript();
  private final ConversationId conversation = script.conversation;

  /// An empty store, the same one throughout a test.
  protected abstract MessageStore store();

  private void append(Change... changes) {
    assertThat(store().append(List.of(changes)))
        .isEqualTo(new MessageStore.AppendOutcome.Appended());
  }

  private Message only() {
    var history = store().after(conversation, 0, 10);
    assertThat(history).hasSize(1);
    return history.getFirst();
  }

  private List<Change.Apply> changes() {
    return store().changesSince(conversation, 0, 0, 100);
  }

  @Test
  void theLastEditIsWhatAMessageSays() {
    var message = script.message(ALICE, new Content.Text("one"));
    var first = script.edits(message, "two");
    var last = script.edits(message, "three");

    append(script.adds(message), first);
    append(script.skips(), new Change.Apply(last.fact(), 1, 1, next()));

    assertThat(only().content()).contains(new Content.Text("three"));
    assertThat(only().editedAt()).contains(last.fact().at());
    assertThat(only().createdAt()).isEqualTo(message.createdAt());
  }

  private LogPosition next() {
    return script.skips().position();
  }

  @Test
  void anEditOfAFileReplacesItsCaption() {
    var message = script.message(ALICE, new Content.Media(ContentType.IMAGE, "file", "old"));

    append(script.adds(message), script.edits(message, "new"));

    assertThat(only().content()).contains(new Content.Media(ContentType.IMAGE, "file", "new"));
  }

  @Test
  void anEditLeavesAPlaceAsItIs() {
    var place = new Content.Location(1.5, -2.5, "here", "street");
    var message = script.message(ALICE, place);

    append(script.adds(message), script.edits(message, "new"));

    assertThat(only().content()).contains(place);
  }

  @Test
  void aDeletedMessageKeepsOnlyItsPlace() {
    var message =
        script.message(
            new MessageId(UUID.randomUUID()),
            ALICE,
            new Content.Text("secret"),
            Optional.of(new MessageId(UUID.randomUUID())),
            Map.of("key", "value"));
    append(
        script.adds(message),
        script.edits(message, "more secret"),
        script.reacts(message, BOB, "👍", true));
    var deletion = script.deletes(message);

    append(deletion);

    var deleted = only();
    assertThat(deleted.seq()).isEqualTo(1);
    assertThat(deleted.sender()).isEqualTo(ALICE);
    assertThat(deleted.deletedAt()).contains(deletion.fact().at());
    assertThat(deleted.content()).isEmpty();
    assertThat(deleted.replyTo()).isEmpty();
    assertThat(deleted.metadata()).isEmpty();
    assertThat(deleted.reactions()).isEmpty();
    assertThat(((MessageEdited) changes().getFirst().fact()).text()).isEmpty();
  }

  @Test
  void aDeletionTakesNoTextOfOtherMessagesAway() {
    var one = script.message(ALICE, new Content.Text("one"));
    var two = script.message(ALICE, new Content.Text("two"));
    var edit = script.edits(two, "dos");

    append(script.adds(one), script.adds(two));
    append(new Change.Apply(edit.fact(), 2, 2, next()), script.deletes(one));

    assertThat(changes().getFirst().fact()).isEqualTo(edit.fact());
  }

  @Test
  void changesOfWhatIsDeletedOrNeverWasDoNothing() {
    var message = script.message(ALICE, new Content.Text("one"));
    append(script.adds(message), script.deletes(message));
    var unknown = new HistoryScript().message(ALICE, new Content.Text("elsewhere"));
    var before = only();

    append(
        script.edits(message, "again"),
        script.deletes(message),
        script.reacts(message, BOB, "👍", true),
        script.edits(unknown, "again"),
        script.deletes(unknown),
        script.reacts(unknown, BOB, "👍", true));

    assertThat(only()).isEqualTo(before);
    assertThat(changes()).hasSize(1);
    assertThat(store().heads(List.of(conversation)).get(conversation))
        .extracting(Head::position)
        .isEqualTo(script.position());
  }

  @Test
  void reactionsStandInTheOrderTheyCame() {
    var message = script.message(ALICE, new Content.Text("one"));
    append(script.adds(message), script.says(ALICE, "two"));

    append(
        script.reacts(message, CAROL, "👍", true),
        script.reacts(message, BOB, "🎉", true),
        script.reacts(message, BOB, "👍", true));

    var expected =
        List.of(new Reaction(CAROL, "👍"), new Reaction(BOB, "🎉"), new Reaction(BOB, "👍"));
    assertThat(store().after(conversation, 0, 10))
        .extracting(Message::reactions)
        .containsExactly(expected, List.of());
    assertThat(store().before(conversation, 10, 10))
        .extracting(Message::reactions)
        .containsExactly(expected, List.of());
    assertThat(store().find(List.of(message.key())).get(message.key()))
        .extracting(Message::reactions)
        .isEqualTo(expected);
    assertThat(store().findById(message.id()).getFirst().reactions()).isEqualTo(expected);
  }

  @Test
  void aReactionCountsOnceAndCanBeTakenBack() {
    var message = script.message(ALICE, new Content.Text("one"));
    append(script.adds(message));

    append(
        script.reacts(message, BOB, "👍", true),
        script.reacts(message, BOB, "👍", true),
        script.reacts(message, CAROL, "🎉", false));

    assertThat(only().reactions()).containsExactly(new Reaction(BOB, "👍"));
    assertThat(changes()).hasSize(1);

    append(script.reacts(message, BOB, "👍", false));

    assertThat(only().reactions()).isEmpty();
    assertThat(changes()).hasSize(2);
  }

  @Test
  void changesComeBackInTheirOrder() {
    var one = script.message(ALICE, new Content.Text("one"));
    append(script.adds(one));
    var edit = script.edits(one, "uno");
    var reaction = script.reacts(one, BOB, "👍", true);
    append(edit, reaction, script.joins(CAROL));
    var two = script.message(ALICE, new Content.Text("two"));
    append(script.adds(two));
    var gone = script.reacts(one, BOB, "👍", false);
    var deletion = script.deletes(two);
    append(gone, deletion);

    assertThat(changes()).containsExactly(edit, reaction, gone, deletion);
    assertThat(store().changesSince(conversation, 1, 0, 100)).hasSize(4);
    assertThat(store().changesSince(conversation, 2, 0, 100)).containsExactly(gone, deletion);
    assertThat(store().changesSince(conversation, 0, 1, 2)).containsExactly(reaction, gone);
    assertThat(store().changesSince(conversation, 3, 0, 100)).isEmpty();
  }

  @Test
  void aMemberBeginsAtTheNewestMessage() {
    append(script.joins(ALICE), script.says(ALICE, "one"), script.says(ALICE, "two"));

    append(script.member(BOB, MemberChange.ADDED));

    assertThat(store().watermark(conversation, ALICE)).contains(new Watermark(ALICE, 0, 0, 0));
    assertThat(store().watermark(conversation, BOB)).contains(new Watermark(BOB, 2, 2, 2));
    assertThat(store().watermark(conversation, CAROL)).isEmpty();
  }

  @Test
  void joiningAgainAndAnotherRoleChangeNoWatermark() {
    append(script.joins(BOB), script.says(ALICE, "one"));

    append(script.joins(BOB), script.member(BOB, MemberChange.ROLE));
    append(script.member(CAROL, MemberChange.ROLE));

    assertThat(store().watermarks(conversation, 10)).containsExactly(new Watermark(BOB, 0, 0, 0));
  }

  @Test
  void whoeverGoesLosesTheirWatermark() {
    append(script.joins(ALICE), script.joins(BOB), script.joins(CAROL));

    append(script.member(ALICE, MemberChange.REMOVED), script.member(BOB, MemberChange.LEFT));

    assertThat(store().watermarks(conversation, 10)).containsExactly(new Watermark(CAROL, 0, 0, 0));
  }

  @Test
  void whoeverComesBackBeginsAnew() {
    append(script.joins(BOB), script.says(ALICE, "one"));
    append(script.member(BOB, MemberChange.LEFT), script.says(ALICE, "two"), script.joins(BOB));

    assertThat(store().watermark(conversation, BOB)).contains(new Watermark(BOB, 2, 2, 2));
  }

  @Test
  void watermarksComeByUserId() {
    append(script.joins(CAROL), script.joins(ALICE), script.joins(BOB));

    assertThat(store().watermarks(conversation, 2))
        .extracting(Watermark::user)
        .containsExactly(ALICE, BOB);
  }
}
