package io.chat4all.core.intake;

import static io.chat4all.core.intake.Platform.anyConversation;
import static io.chat4all.core.intake.Platform.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConversationIntakeTest {

  private final Platform platform = new Platform();

  @Test
  void privateConversationOfTheSameTwoIsOne() {
    var first = create(platform.ana, ConversationType.PRIVATE, platform.bia);
    var again = create(platform.ana, ConversationType.PRIVATE, platform.bia);
    var fromTheOtherSide = create(platform.bia, ConversationType.PRIVATE, platform.ana);

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(fromTheOtherSide.id()).isEqualTo(first.id());
  }

  @Test
  void privateConversationHasTwo() {
    refuses(ErrorCode.INVALID_ARGUMENT, () -> create(platform.ana, ConversationType.PRIVATE));
    refuses(
        ErrorCode.INVALID_ARGUMENT,
        () -> create(platform.ana, ConversationType.PRIVATE, platform.bia, platform.caio));
  }

  @Test
  void idThatIsTakenIsRefused() {
    var id = anyConversation();
    platform.conversations.create(platform.ana, wish(id, platform.ana), List.of());

    refuses(
        ErrorCode.ALREADY_EXISTS,
        () -> platform.conversations.create(platform.bia, wish(id, platform.bia), List.of()));
  }

  @Test
  void membersCannotAddOrRemove() {
    var id = create(platform.ana, ConversationType.GROUP, platform.bia).id();

    refuses(
        ErrorCode.PERMISSION_DENIED,
        () ->
            platform.conversations.add(
                platform.bia, id, List.of(platform.caio.id()), MemberRole.MEMBER));
    refuses(
        ErrorCode.PERMISSION_DENIED,
        () -> platform.conversations.remove(platform.bia, id, platform.ana.id()));
  }

  @Test
  void removedMemberSeesNothingFromThenOn() {
    var id = create(platform.ana, ConversationType.GROUP, platform.bia).id();
    platform.send(platform.bia, text(id, "oi"));

    platform.conversations.remove(platform.ana, id, platform.bia.id());

    refuses(ErrorCode.NOT_FOUND, () -> platform.send(platform.bia, text(id, "oi")));
    assertThat(platform.log.facts().getLast())
        .isInstanceOfSatisfying(
            MemberChanged.class, fact -> assertThat(fact.change()).isEqualTo(MemberChange.REMOVED));
  }

  @Test
  void onlyOpenGroupsAreJoined() {
    var closed = create(platform.ana, ConversationType.GROUP).id();
    var open = anyConversation();
    platform.conversations.create(
        platform.ana,
        new Conversation(
            open, ConversationType.GROUP, "all", Map.of(), true, platform.ana.id(), Instant.EPOCH),
        List.of());

    refuses(ErrorCode.NOT_FOUND, () -> platform.conversations.join(platform.bia, closed));
    assertThat(platform.conversations.join(platform.bia, open).role()).isEqualTo(MemberRole.MEMBER);
  }

  @Test
  void lastOwnerHandsOnWhenLeavingAndCannotStepDown() {
    var id = create(platform.ana, ConversationType.GROUP, platform.bia, platform.caio).id();
    platform.conversations.setRole(platform.ana, id, platform.caio.id(), MemberRole.ADMIN);

    refuses(
        ErrorCode.LAST_OWNER,
        () ->
            platform.conversations.setRole(platform.ana, id, platform.ana.id(), MemberRole.MEMBER));
    platform.conversations.leave(platform.ana, id);

    assertThat(platform.directory.members(id, "", 10))
        .extracting(m -> m.user() + " " + m.role())
        .containsExactly("bia MEMBER", "caio OWNER");
  }

  @Test
  void privateConversationKeepsItsTwo() {
    var id = create(platform.ana, ConversationType.PRIVATE, platform.bia).id();

    refuses(ErrorCode.PRIVATE_CONVERSATION, () -> platform.conversations.leave(platform.ana, id));
  }

  @Test
  void groupHoldsOnlySoMany() {
    var id = create(platform.ana, ConversationType.GROUP).id();
    var users = List.of(platform.bia.id(), platform.caio.id(), platform.wa.id());
    platform.conversations.add(platform.ana, id, users, MemberRole.MEMBER);
    var tooMany = IntStream.range(0, 6).mapToObj(i -> new UserId("user" + i)).toList();

    refuses(
        ErrorCode.UNKNOWN_USER,
        () -> platform.conversations.add(platform.ana, id, tooMany, MemberRole.MEMBER));
    refuses(
        ErrorCode.TOO_MANY_MEMBERS,
        () ->
            platform.conversations.create(
                platform.ana, wish(anyConversation(), platform.ana), tooMany));
  }

  @Test
  void membersThatACrashLeftOutOfTheLogArePutIntoIt() {
    var id = anyConversation();
    platform.log.refuse(ErrorCode.UNAVAILABLE);
    refuses(ErrorCode.UNAVAILABLE, () -> platform.send(platform.ana, text(id, "oi")));
    platform.log.recover();
    platform.clock.advance(Duration.ofMinutes(2));

    platform.send(platform.ana, text(id, "oi"));

    assertThat(platform.log.facts())
        .extracting(Object::getClass)
        .containsExactly(MemberChanged.class, MessageAccepted.class);
  }

  private Conversation create(Caller caller, ConversationType type, Caller... others) {
    var wish =
        new Conversation(anyConversation(), type, "", Map.of(), false, caller.id(), Instant.EPOCH);
    return platform.conversations.create(
        caller, wish, Arrays.stream(others).map(Caller::id).toList());
  }

  private static Conversation wish(ConversationId id, Caller caller) {
    return new Conversation(
        id, ConversationType.GROUP, "", Map.of(), false, caller.id(), Instant.EPOCH);
  }

  private static void refuses(ErrorCode code, Runnable call) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
