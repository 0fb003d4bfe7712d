package io.chat4all.core.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationDirectory.CreateOutcome.Created;
import io.chat4all.core.conversation.ConversationDirectory.CreateOutcome.Existing;
import io.chat4all.core.identity.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every conversation directory does.
public abstract class ConversationDirectoryContract {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123456Z");
  private static final UserId ALICE = new UserId("alice");
  private static final UserId BOB = new UserId("bob");
  private static final UserId CAROL = new UserId("carol");

  /// An empty directory, the same one throughout a test.
  protected abstract ConversationDirectory directory();

  /// The directory of the test after a restart of whatever keeps it.
  protected abstract ConversationDirectory restarted();

  private static Conversation conversation(ConversationType type, Instant createdAt) {
    return new Conversation(
        new ConversationId(UUID.randomUUID()),
        type,
        "a title",
        Map.of("key", "value \"quoted\""),
        true,
        ALICE,
        createdAt);
  }

  private static Conversation group() {
    return conversation(ConversationType.GROUP, NOW);
  }

  private static Conversation pair() {
    return conversation(ConversationType.PRIVATE, NOW);
  }

  private static List<Member> members(UserId... users) {
    return Stream.of(users).map(user -> new Member(user, MemberRole.MEMBER, NOW)).toList();
  }

  private Conversation created(Conversation conversation, UserId... users) {
    assertThat(directory().create(conversation, members(users)))
        .isEqualTo(new Created(conversation));
    return conversation;
  }

  @Test
  void aConversationComesBackAsItWas() {
    var owner = new Member(BOB, MemberRole.OWNER, NOW.plusSeconds(1));
    var member = new Member(ALICE, MemberRole.MEMBER, NOW);
    var group = group();
    var bare =
        new Conversation(
            new ConversationId(UUID.randomUUID()),
            ConversationType.GROUP,
            "",
            Map.of(),
            false,
            BOB,
            NOW);

    assertThat(directory().create(group, List.of(owner, member))).isEqualTo(new Created(group));
    assertThat(directory().create(bare, List.of())).isEqualTo(new Created(bare));

    assertThat(directory().find(group.id())).contains(group);
    assertThat(directory().find(bare.id())).contains(bare);
    assertThat(directory().members(group.id(), "", 10)).containsExactly(member, owner);
    assertThat(directory().memberCount(group.id())).isEqualTo(2);
    assertThat(directory().memberCount(bare.id())).isZero();
  }

  @Test
  void aConversationThatNeverWasIsEmpty() {
    var group = group();

    assertThat(directory().find(group.id())).isEmpty();
    assertThat(directory().update(group)).isFalse();
    assertThat(directory().member(group.id(), ALICE)).isEmpty();
    assertThat(directory().members(group.id(), "", 10)).isEmpty();
    assertThat(directory().memberCount(group.id())).isZero();
    assertThat(directory().addMembers(group.id(), members(ALICE), 10)).contains(List.of());
    assertThat(directory().member(group.id(), ALICE)).isEmpty();
    assertThat(directory().removeMember(group.id(), ALICE)).isFalse();
    assertThat(directory().setRole(group.id(), ALICE, MemberRole.ADMIN)).isFalse();
    assertThat(directory().of(ALICE, Optional.empty(), 10)).isEmpty();
  }

  @Test
  void anIdThatIsThereIsNotMadeAgain() {
    var group = created(group(), ALICE);
    var again =
        new Conversation(group.id(), ConversationType.PRIVATE, "other", Map.of(), false, BOB, NOW);

    assertThat(directory().create(again, members(BOB, CAROL))).isEqualTo(new Existing(group));

    assertThat(directory().find(group.id())).contains(group);
    assertThat(directory().members(group.id(), "", 10)).isEqualTo(members(ALICE));
  }

  @Test
  void thePrivateConversationOfTwoIsOne() {
    var first = created(pair(), ALICE, BOB);
    var second = pair();

    assertThat(directory().create(second, members(BOB, ALICE))).isEqualTo(new Existing(first));

    assertThat(directory().find(second.id())).isEmpty();
    created(pair(), ALICE, CAROL);
    created(group(), ALICE, BOB);
    created(group(), ALICE, BOB);
    created(pair(), ALICE);
    created(pair(), ALICE);
  }

  @Test
  @Timeout(30)
  void ofManyWhoMakeThePrivateConversationOneDoes() throws Exception {
    var outcomes = new ArrayList<ConversationDirectory.CreateOutcome>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var making =
          executor.invokeAll(
              IntStream.range(0, 8)
                  .<Callable<ConversationDirectory.CreateOutcome>>mapToObj(
                      _ -> () -> directory().create(pair(), members(ALICE, BOB)))
                  .toList());
      making.forEach(it -> outcomes.add(it.resultNow()));
    }

    assertThat(outcomes).filteredOn(Created.class::isInstance).hasSize(1);
    assertThat(directory().idsOf(ALICE, 10)).hasSize(1);
  }

  @Test
  void anUpdateLeavesWhatAConversationIsAlone() {
    var group = created(group(), ALICE);

    boolean updated =
        directory()
            .update(
                new Conversation(
                    group.id(),
                    ConversationType.PRIVATE,
                    "new",
                    Map.of("other", "1"),
                    false,
                    BOB,
                    NOW.plusSeconds(9)));

    assertThat(updated).isTrue();
    assertThat(directory().find(group.id()))
        .contains(
            new Conversation(
                group.id(),
                ConversationType.GROUP,
                "new",
                Map.of("other", "1"),
                false,
                ALICE,
                NOW));
  }

  @Test
  void conversationsOfAUserComeNewestFirst() {
    var sameTime = new ArrayList<Conversation>();
    for (int i = 0; i < 6; i++) {
      sameTime.add(created(group(), ALICE));
    }
    sameTime.sort((one, other) -> other.id().toString().compareTo(one.id().toString()));
    var newest = created(conversation(ConversationType.GROUP, NOW.plusSeconds(1)), ALICE, BOB);
    var oldest = created(conversation(ConversationType.GROUP, NOW.minusSeconds(1)), ALICE);
    var expected = new ArrayList<Conversation>();
    expected.add(newest);
    expected.addAll(sameTime);
    expected.add(oldest);
    created(group(), CAROL);

    assertThat(directory().of(ALICE, Optional.empty(), 100)).isEqualTo(expected);
    assertThat(directory().of(ALICE, Optional.empty(), 3)).isEqualTo(expected.subList(0, 3));
    assertThat(directory().of(ALICE, Optional.of(expected.get(2)), 3))
        .isEqualTo(expected.subList(3, 6));
    assertThat(directory().of(ALICE, Optional.of(oldest), 3)).isEmpty();
    assertThat(directory().idsOf(ALICE, 5))
        .isEqualTo(expected.subList(0, 5).stream().map(Conversation::id).toList());
    assertThat(directory().idsOf(BOB, 5)).containsExactly(newest.id());
  }

  @Test
  void membersComeByUserId() {
    var group = created(group(), CAROL, ALICE, BOB);

    assertThat(directory().members(group.id(), "", 2)).isEqualTo(members(ALICE, BOB));
    assertThat(directory().members(group.id(), "bob", 2)).isEqualTo(members(CAROL));
    assertThat(directory().members(group.id(), "carol", 2)).isEmpty();
  }

  @Test
  void onlyThoseWhoWereNoMembersAreAdded() {
    var group = group();
    directory().create(group, List.of(new Member(ALICE, MemberRole.OWNER, NOW)));

    var added = directory().addMembers(group.id(), members(ALICE, BOB, BOB), 10);

    assertThat(added).contains(members(BOB));
    assertThat(directory().member(group.id(), ALICE))
        .contains(new Member(ALICE, MemberRole.OWNER, NOW));
    assertThat(directory().memberCount(group.id())).isEqualTo(2);
  }

  @Test
  void aFullConversationTakesNobody() {
    var group = created(group(), ALICE);

    assertThat(directory().addMembers(group.id(), members(BOB, CAROL), 2)).isEmpty();
    assertThat(directory().members(group.id(), "", 10)).isEqualTo(members(ALICE));
    assertThat(directory().addMembers(group.id(), members(ALICE, BOB), 2)).contains(members(BOB));
    assertThat(directory().addMembers(group.id(), members(ALICE), 1)).contains(List.of());
  }

  @Test
  void membersComeAndGo() {
    var group = created(group(), ALICE, BOB);

    assertThat(directory().setRole(group.id(), BOB, MemberRole.ADMIN)).isTrue();
    assertThat(directory().member(group.id(), BOB))
        .contains(new Member(BOB, MemberRole.ADMIN, NOW));
    assertThat(directory().removeMember(group.id(), BOB)).isTrue();
    assertThat(directory().removeMember(group.id(), BOB)).isFalse();
    assertThat(directory().setRole(group.id(), BOB, MemberRole.OWNER)).isFalse();
    assertThat(directory().member(group.id(), BOB)).isEmpty();
    assertThat(directory().idsOf(BOB, 10)).isEmpty();
  }

  @Test
  void twoShareAConversationThatBothAreIn() {
    var group = created(group(), ALICE, BOB);
    created(group(), CAROL);

    assertThat(directory().share(ALICE, BOB)).isTrue();
    assertThat(directory().share(BOB, ALICE)).isTrue();
    assertThat(directory().share(ALICE, CAROL)).isFalse();

    directory().removeMember(group.id(), BOB);

    assertThat(directory().share(ALICE, BOB)).isFalse();
  }

  @Test
  @Timeout(60)
  void aGroupHoldsTenThousand() {
    var group = created(group(), ALICE);
    for (int from = 0; from < 9_999; from += 1_000) {
      var some =
          IntStream.range(from, Math.min(9_999, from + 1_000))
              .mapToObj(i -> new UserId("u" + i))
              .toArray(UserId[]::new);
      assertThat(directory().addMembers(group.id(), members(some), 10_000)).isPresent();
    }

    assertThat(directory().memberCount(group.id())).isEqualTo(10_000);
    assertThat(directory().addMembers(group.id(), members(BOB), 10_000)).isEmpty();
  }

  @Test
  void everythingIsThereAfterARestart() {
    var group = created(group(), ALICE, BOB);
    var pair = created(pair(), ALICE, BOB);

    var directory = restarted();

    assertThat(directory.find(group.id())).contains(group);
    assertThat(directory.members(group.id(), "", 10)).isEqualTo(members(ALICE, BOB));
    assertThat(directory.create(pair(), members(ALICE, BOB))).isEqualTo(new Existing(pair));
  }
}
