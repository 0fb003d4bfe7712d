package io.chat4all.core.intake;

import static io.chat4all.core.intake.Platform.anyConversation;
import static io.chat4all.core.intake.Platform.content;
import static io.chat4all.core.intake.Platform.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.ConversationFact.MessageDeleted;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIntakeTest {

  private final Platform platform = new Platform();

  @Test
  void unknownConversationIsMadeWithItsSenderAsOwnerAndToAsMembers() {
    var id = anyConversation();

    platform.send(platform.ana, text(id, "oi", platform.bia.id()));

    assertThat(platform.accepted).hasSize(1);
    assertThat(platform.directory.members(id, "", 10))
        .extracting(m -> m.user() + " " + m.role())
        .containsExactly("ana OWNER", "bia MEMBER");
    assertThat(platform.log.facts())
        .hasSize(3)
        .satisfies(facts -> assertThat(facts.get(0)).isInstanceOf(MemberChanged.class))
        .satisfies(facts -> assertThat(facts.get(2)).isInstanceOf(MessageAccepted.class));
  }

  @Test
  void conversationOfOthersIsNotFound() {
    var id = anyConversation();
    platform.send(platform.ana, text(id, "oi"));

    refuses(ErrorCode.NOT_FOUND, () -> platform.send(platform.bia, text(id, "oi")));
  }

  @Test
  void unknownRecipientIsRefusedAndNothingIsMade() {
    var id = anyConversation();

    refuses(
        ErrorCode.UNKNOWN_USER,
        () -> platform.send(platform.ana, text(id, "oi", new UserId("nobody"))));

    assertThat(platform.directory.find(id)).isEmpty();
  }

  @Test
  void sameIdWithSameContentAnswersTheSameAndIsNotPutIntoTheLogAgain() {
    var id = anyConversation();
    var message = new MessageId(UUID.randomUUID());
    platform.send(platform.ana, text(message, id, "oi"));
    int facts = platform.log.facts().size();

    platform.send(platform.ana, text(message, id, "oi"));

    assertThat(platform.log.facts()).hasSize(facts);
    assertThat(platform.accepted).hasSize(2);
    assertThat(platform.accepted.getFirst()).isEqualTo(platform.accepted.getLast());
  }

  @Test
  void repeatOfWhatTheLogHasNotAcknowledgedIsNotAnsweredBeforeItHas() {
    var id = anyConversation();
    platform.send(platform.ana, text(id, "first"));
    var message = new MessageId(UUID.randomUUID());
    platform.log.holdAcks();

    platform.send(platform.ana, text(message, id, "oi"));
    platform.send(platform.ana, text(message, id, "oi"));

    assertThat(platform.accepted).hasSize(1);
    platform.log.recover();
    assertThat(platform.accepted).hasSize(3);
  }

  @Test
  void sameIdWithOtherContentIsRefusedBeforeTheHistoryKnowsIt() {
    var id = anyConversation();
    var message = new MessageId(UUID.randomUUID());
    platform.send(platform.ana, text(message, id, "oi"));

    refuses(
        ErrorCode.MESSAGE_ID_CONFLICT,
        () -> platform.send(platform.ana, text(message, id, "tchau")));
  }

  @Test
  void repeatOfAStoredMessageIsAnsweredFromTheHistoryAndLeavesNothingPending() {
    var id = anyConversation();
    var message = new MessageId(UUID.randomUUID());
    var place = content(message, id, new Content.Location(1, 2, "", ""));
    platform.send(platform.ana, place);
    platform.storeLast();
    int facts = platform.log.facts().size();

    platform.send(platform.ana, place);
    refuses(
        ErrorCode.MESSAGE_ID_CONFLICT,
        () -> platform.send(platform.ana, text(message, id, "tchau")));

    assertThat(platform.accepted).hasSize(2);
    assertThat(platform.log.facts()).hasSize(facts);
    assertThat(platform.pending.find(message)).isEmpty();
  }

  @Test
  void repeatOfWhatWasJustStoredDoesNotLoadTheHistory() {
    var id = anyConversation();
    var message = new MessageId(UUID.randomUUID());
    platform.send(platform.ana, text(message, id, "oi"));
    platform.storeLast();
    platform.store.setAvailable(false);

    platform.send(platform.ana, text(message, id, "oi"));
    refuses(ErrorCode.UNAVAILABLE, () -> platform.send(platform.ana, text(message, id, "tchau")));

    assertThat(platform.accepted).hasSize(2);
    assertThat(platform.pending.find(message)).isEmpty();
  }

  @Test
  void newIdIsAcceptedWhileTheHistoryDoesNotAnswer() {
    var id = anyConversation();
    platform.send(platform.ana, text(id, "first"));
    platform.storeLast();
    platform.clock.advance(Duration.ofMinutes(10));
    var message = new MessageId(new UuidV7(platform.clock, 2).get());
    platform.store.setAvailable(false);

    platform.send(platform.ana, text(message, id, "oi"));
    refuses(
        ErrorCode.UNAVAILABLE,
        () -> platform.send(platform.ana, text(new MessageId(UUID.randomUUID()), id, "oi")));

    assertThat(platform.accepted).extracting(MessageKey::id).contains(message);
  }

  @Test
  void repeatOfAStoredMessageIsFoundHoweverNewItIs() {
    var id = anyConversation();
    platform.send(platform.ana, text(id, "first"));
    platform.storeLast();
    platform.clock.advance(RecentlyStored.SKEW.plusSeconds(1));
    var message = new MessageId(new UuidV7(platform.clock, 2).get());
    platform.send(platform.ana, text(message, id, "oi"));
    platform.storeLast();

    refuses(
        ErrorCode.MESSAGE_ID_CONFLICT,
        () -> platform.send(platform.ana, text(message, id, "tchau")));
  }

  @Test
  void repeatWhoseEventWasLongAgoDoesNotHideWhatIsStored() {
    platform.send(platform.ana, text(anyConversation(), "oi"));
    var accepted = (MessageAccepted) platform.log.facts().getLast();
    platform.storeLast();

    platform.pending.putIfAbsent(new PendingMessages.Pending(accepted));

    var seen = platform.finder.require(platform.ana, accepted.id(), Optional.empty());
    var within = Optional.of(accepted.conversation());
    assertThat(seen.seq()).isEqualTo(1);
    assertThat(platform.finder.require(platform.ana, accepted.id(), within)).isEqualTo(seen);
  }

  @Test
  void sameIdInAnotherConversationIsAnotherMessage() {
    var message = new MessageId(UUID.randomUUID());

    platform.send(platform.ana, text(message, anyConversation(), "oi"));
    platform.send(platform.bia, text(message, anyConversation(), "tchau"));

    assertThat(platform.accepted).hasSize(2);
  }

  @Test
  void logThatDoesNotAnswerRefusesAndTheSameIdMayBeSentAgain() {
    var id = anyConversation();
    platform.send(platform.ana, text(id, "first"));
    var message = new MessageId(UUID.randomUUID());
    platform.log.refuse(ErrorCode.UNAVAILABLE);

    platform.send(platform.ana, text(message, id, "oi"));
    platform.log.recover();
    platform.send(platform.ana, text(message, id, "oi"));

    assertThat(platform.refused)
        .extracting(ApiException::code)
        .containsExactly(ErrorCode.UNAVAILABLE);
    assertThat(platform.accepted).hasSize(2);
  }

  @Test
  void nothingIsAcceptedBeforeTheLogAcknowledged() {
    var id = anyConversation();
    platform.send(platform.ana, text(id, "first"));
    platform.log.holdAcks();

    platform.send(platform.ana, text(id, "oi"));

    assertThat(platform.accepted).hasSize(1);
    platform.log.recover();
    assertThat(platform.accepted).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "  ", "a\u0000b", "\u001b[31m", "x\ud800", "\udc00x", "\u0085", "\u007f"})
  void textThatNobodyCouldMeanIsRefused(String body) {
    refuses(
        ErrorCode.INVALID_ARGUMENT,
        () -> platform.send(platform.ana, text(anyConversation(), body)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tab\tnew\r\nline", "olá 👋🏽", "العربية", "\u00a0x"})
  void textThatPeopleWriteIsAccepted(String body) {
    platform.send(platform.ana, text(anyConversation(), body));

    assertThat(platform.accepted).hasSize(1);
  }

  @Test
  void textIsMeasuredInBytes() {
    platform.send(platform.ana, text(anyConversation(), "é".repeat(500)));

    refuses(
        ErrorCode.MESSAGE_TOO_LARGE,
        () -> platform.send(platform.ana, text(anyConversation(), "é".repeat(501))));
  }

  @Test
  void replyNeedsItsOriginalInTheSameConversation() {
    var id = anyConversation();
    platform.send(platform.ana, text(id, "oi"));
    var original = platform.accepted.getFirst().id();
    var reply =
        new SendCommand(
            Optional.empty(),
            anyConversation(),
            new Content.Text("re"),
            Optional.of(original),
            Map.of(),
            List.of(),
            List.of());

    refuses(ErrorCode.INVALID_ARGUMENT, () -> platform.send(platform.ana, reply));
  }

  @Test
  void onlyItsSenderEditsAMessage() {
    var id = anyConversation();
    platform.send(platform.ana, text(id, "oi", platform.bia.id()));
    var message = platform.accepted.getFirst().id();
    platform.clock.advance(Arrivals.RECENT.plusMillis(1));

    refuses(
        ErrorCode.PERMISSION_DENIED,
        () -> platform.messages.edit(platform.bia, message, Optional.empty(), "x"));
    refuses(
        ErrorCode.NOT_FOUND,
        () -> platform.messages.edit(platform.caio, message, Optional.empty(), "x"));
    platform.messages.edit(platform.ana, message, Optional.empty(), "olá");

    assertThat(platform.log.facts().getLast()).isInstanceOf(MessageEdited.class);
  }

  @Test
  void moderatorsDeleteMessagesOfOthersAndMembersDoNot() {
    var id = anyConversation();
    platform.send(platform.ana, text(id, "oi", platform.bia.id()));
    platform.send(platform.bia, text(id, "olá"));
    var anas = platform.accepted.getFirst().id();
    var bias = platform.accepted.getLast().id();

    refuses(
        ErrorCode.PERMISSION_DENIED,
        () -> platform.messages.delete(platform.bia, anas, Optional.empty()));
    platform.messages.delete(platform.ana, bias, Optional.empty());

    assertThat(platform.log.facts().getLast()).isInstanceOf(MessageDeleted.class);
  }

  @Test
  void idOfTwoOfTheCallersConversationsNeedsTheConversation() {
    var message = new MessageId(UUID.randomUUID());
    var one = anyConversation();
    platform.send(platform.ana, text(message, one, "oi"));
    platform.send(platform.ana, text(message, anyConversation(), "tchau"));

    refuses(
        ErrorCode.AMBIGUOUS_MESSAGE_ID,
        () -> platform.finder.require(platform.ana, message, Optional.empty()));
    assertThat(platform.finder.require(platform.ana, message, Optional.of(one)).content())
        .contains(new Content.Text("oi"));
  }

  private static void refuses(ErrorCode code, Runnable call) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void aDraftIsCheckedAsASendIsAndMakesNothing() {
    var chat = anyConversation();

    var draft = platform.messages.draft(platform.ana, text(chat, "hi", platform.bia.id()));

    assertThat(draft.sender()).isEqualTo(platform.ana.id());
    assertThat(draft.to()).containsExactly(platform.bia.id());
    assertThat(platform.log.facts()).isEmpty();
    assertThat(platform.directory.find(chat)).isEmpty();
    assertThatThrownBy(() -> platform.messages.draft(platform.ana, text(chat, " ")))
        .isInstanceOf(ApiException.class);
    assertThatThrownBy(
            () -> platform.messages.draft(platform.ana, text(chat, "hi", new UserId("nobody"))))
        .isInstanceOf(ApiException.class);
    platform.send(platform.ana, text(chat, "hi"));
    assertThatThrownBy(() -> platform.messages.draft(platform.bia, text(chat, "hi")))
        .isInstanceOf(ApiException.class);
  }
}
