package io.chat4all.core.intake;

import static io.chat4all.core.intake.Platform.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.ScriptedChannels;
import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.identity.InMemoryIdentityDirectory;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.InMemoryLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class IdentityIntakeTest {

  private static final ChannelId WHATSAPP = new ChannelId("whatsapp");
  private static final ChannelId TELEGRAM = new ChannelId("telegram");

  private final Platform platform = new Platform();
  private final InMemoryLog log = platform.log;
  private final InMemoryIdentityDirectory identities =
      new InMemoryIdentityDirectory(platform.accounts);
  private final IdentityIntake intake =
      new IdentityIntake(
          platform.accounts,
          identities,
          new ScriptedChannels(),
          new Contacts(platform.accounts, identities, log, new Random(1), platform.clock),
          new MergedMemberships(platform.directory, log, log, platform.clock),
          log,
          platform.clock);

  @Test
  void serviceLinksAnAddressAsItsChannelWritesIt() {
    var linked = intake.link(platform.wa, user("ana"), WHATSAPP, "+55 11 9", "@Ana.B", "");

    assertThat(linked.address()).isEqualTo(new Address(WHATSAPP, "55119"));
    assertThat(linked.username()).isEqualTo("ana.b");
    assertThat(intake.list(platform.ana, user("ana"))).containsExactly(linked);
    assertThat(log.changes()).contains(new DirectoryChange.AccountChanged(user("ana")));
  }

  @Test
  void userSeesAndGivesUpTheirOwnAddressesOnly() {
    intake.link(platform.wa, user("ana"), WHATSAPP, "55119", "", "");

    refused(ErrorCode.PERMISSION_DENIED, () -> intake.list(platform.bia, user("ana")));
    refused(
        ErrorCode.PERMISSION_DENIED,
        () -> intake.unlink(platform.bia, user("ana"), WHATSAPP, "55119"));
    refused(
        ErrorCode.PERMISSION_DENIED,
        () -> intake.link(platform.ana, user("ana"), WHATSAPP, "66119", "", ""));
    intake.unlink(platform.ana, user("ana"), WHATSAPP, "55119");
    refused(ErrorCode.NOT_FOUND, () -> intake.unlink(platform.ana, user("ana"), WHATSAPP, "55119"));
  }

  @Test
  void addressOfAnotherAndBadAddressesAreRefused() {
    intake.link(platform.wa, user("ana"), WHATSAPP, "55119", "", "");

    refused(
        ErrorCode.ALREADY_EXISTS,
        () -> intake.link(platform.wa, user("bia"), WHATSAPP, "55119", "", ""));
    refused(
        ErrorCode.INVALID_ARGUMENT,
        () -> intake.link(platform.wa, user("bia"), WHATSAPP, "abc", "", ""));
    refused(
        ErrorCode.UNKNOWN_USER,
        () -> intake.link(platform.wa, user("nobody"), WHATSAPP, "66119", "", ""));
  }

  @Test
  void preferenceNamesKnownChannelsOnce() {
    intake.setPreference(platform.ana, user("ana"), List.of(TELEGRAM, ChannelId.INTERNAL));

    assertThat(intake.preference(platform.ana, user("ana")))
        .containsExactly(TELEGRAM, ChannelId.INTERNAL);
    refused(
        ErrorCode.INVALID_ARGUMENT,
        () -> intake.setPreference(platform.ana, user("ana"), List.of(new ChannelId("pigeon"))));
    refused(
        ErrorCode.INVALID_ARGUMENT,
        () -> intake.setPreference(platform.ana, user("ana"), List.of(TELEGRAM, TELEGRAM)));
    refused(
        ErrorCode.PERMISSION_DENIED,
        () -> intake.setPreference(platform.bia, user("ana"), List.of()));
  }

  @Test
  void mergeBringsAddressesAndConversationsAndItsUndoingTakesThemBack() {
    intake.link(platform.wa, user("bia"), WHATSAPP, "55119", "", "");
    var shared = conversation("bia", "caio");
    var own = conversation("ana", "caio");

    var merge = intake.merge(platform.wa, user("bia"), user("ana"));

    assertThat(intake.list(platform.ana, user("ana"))).hasSize(1);
    assertThat(platform.directory.member(shared, user("ana"))).isPresent();
    assertThat(memberFacts(shared, MemberChange.ADDED)).contains(user("ana"));
    platform.clock.advance(Duration.ofHours(1));
    intake.undo(platform.wa, merge.id());
    assertThat(intake.list(platform.bia, user("bia"))).hasSize(1);
    assertThat(platform.directory.member(shared, user("ana"))).isEmpty();
    assertThat(platform.directory.member(own, user("ana"))).isPresent();
    assertThat(memberFacts(shared, MemberChange.REMOVED)).containsExactly(user("ana"));
  }

  @Test
  void mergeThatBrokeOffIsFinishedByDoingItAgain() {
    var shared = conversation("bia", "caio");
    platform.directory.setAvailable(false);
    refused(ErrorCode.UNAVAILABLE, () -> intake.merge(platform.wa, user("bia"), user("ana")));
    platform.directory.setAvailable(true);
    platform.clock.advance(Duration.ofSeconds(5));

    var merge = intake.merge(platform.wa, user("bia"), user("ana"));

    assertThat(platform.directory.member(shared, user("ana"))).isPresent();
    intake.undo(platform.wa, merge.id());
    intake.undo(platform.wa, merge.id());
    assertThat(platform.directory.member(shared, user("ana"))).isEmpty();
    assertThat(intake.merge(platform.wa, user("bia"), user("ana")).id()).isNotEqualTo(merge.id());
  }

  @Test
  void mergesAreForServicesAndOfTwoLivingUsers() {
    refused(
        ErrorCode.PERMISSION_DENIED, () -> intake.merge(platform.ana, user("bia"), user("ana")));
    refused(ErrorCode.UNKNOWN_USER, () -> intake.merge(platform.wa, user("nobody"), user("ana")));
    refused(ErrorCode.ALREADY_EXISTS, () -> intake.merge(platform.wa, user("ana"), user("ana")));
    refused(ErrorCode.NOT_FOUND, () -> intake.undo(platform.wa, UUID.randomUUID()));
  }

  @Test
  void recipientIsAUserOrWhoeverHasTheAddress() {
    intake.link(platform.wa, user("ana"), WHATSAPP, "55119", "", "");

    assertThat(intake.recipient(platform.bia, "ana")).isEqualTo(user("ana"));
    assertThat(intake.recipient(platform.bia, "whatsapp:+55119")).isEqualTo(user("ana"));
    refused(ErrorCode.PERMISSION_DENIED, () -> intake.recipient(platform.bia, "whatsapp:66119"));
    refused(ErrorCode.INVALID_ARGUMENT, () -> intake.recipient(platform.wa, "pigeon:66"));
    refused(ErrorCode.INVALID_ARGUMENT, () -> intake.recipient(platform.wa, "WHATSAPP:66"));
    refused(ErrorCode.INVALID_ARGUMENT, () -> intake.recipient(platform.wa, "Not A User"));
  }

  @Test
  void serviceThatWritesToAnUnknownNumberMakesAContactOnce() {
    var contact = intake.recipient(platform.wa, "whatsapp:5511999990001");

    assertThat(intake.recipient(platform.wa, "whatsapp:+55 11 99999-0001")).isEqualTo(contact);
    assertThat(contact.value()).matches("contact-[a-z2-7]{12}");
    assertThat(platform.accounts.find(contact))
        .get()
        .satisfies(account -> {
          assertThat(account.role()).isEqualTo(Role.USER);
          assertThat(account.secretHash()).isEmpty();
          assertThat(account.displayName()).isEqualTo("whatsapp …0001");
        });
    assertThat(identities.of(contact))
        .singleElement()
        .extracting(Identity::lastInboundAt)
        .isEqualTo(Optional.empty());
  }

  @Test
  void whoeverWasWrittenToFromAGroupBecomesAMemberWhenTheyAnswer() {
    var group = Platform.anyConversation();
    platform.send(platform.ana, text(group, "@bia oi"));
    var pair = conversation("ana", "caio");

    assertThat(platform.conversations.invite(group, user("ana"), user("bia"))).isTrue();
    assertThat(platform.conversations.invite(pair, user("ana"), user("bia"))).isFalse();
    assertThat(platform.conversations.invite(group, user("caio"), user("caio"))).isFalse();

    assertThat(platform.directory.member(group, user("bia"))).isPresent();
    assertThat(memberFacts(group, MemberChange.ADDED)).contains(user("bia"));
  }

  private ConversationId conversation(String one, String other) {
    var caller = one.equals("ana") ? platform.ana : platform.bia;
    var wish =
        new Conversation(
            Platform.anyConversation(),
            ConversationType.PRIVATE,
            "",
            Map.of(),
            false,
            caller.id(),
            platform.clock.instant());
    return platform.conversations.create(caller, wish, List.of(user(other))).id();
  }

  private List<UserId> memberFacts(ConversationId conversation, MemberChange change) {
    return log.facts().stream()
        .filter(fact -> fact.conversation().equals(conversation))
        .filter(MemberChanged.class::isInstance)
        .map(MemberChanged.class::cast)
        .filter(fact -> fact.change() == change)
        .map(MemberChanged::user)
        .toList();
  }

  private static UserId user(String id) {
    return new UserId(id);
  }

  private static void refused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(type(ApiException.class))
        .extracting(ApiException::code)
        .isEqualTo(code);
  }
}
