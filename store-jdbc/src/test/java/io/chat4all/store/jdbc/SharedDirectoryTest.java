package io.chat4all.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.ChannelAccount;
import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationDirectory.CreateOutcome.Created;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.AccountDirectory.RefreshToken;
import io.chat4all.core.identity.AccountDirectory.RotateOutcome.Rotated;
import io.chat4all.core.identity.AccountDirectory.SaveOutcome;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.identity.IdentityDirectory.LinkOutcome.Linked;
import io.chat4all.core.identity.IdentityDirectory.Merge;
import io.chat4all.core.identity.IdentityDirectory.MergeOutcome;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.store.jdbc.SharedDatabase.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What only one may get, one gets, though two processes ask at the same time.
@Timeout(60)
final class SharedDirectoryTest {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final ChannelId WHATSAPP = new ChannelId("whatsapp");

  private static SharedDatabase database;

  @BeforeAll
  static void open() {
    database = new SharedDatabase();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static <T> List<Task<T>> times(int times, Numbered<T> task) {
    return IntStream.range(0, times)
        .<Task<T>>mapToObj(i -> stores -> task.with(stores, i))
        .toList();
  }

  private interface Numbered<T> {
    T with(JdbcStores stores, int number);
  }

  private static Account account(String id, Optional<String> email) {
    return new Account(new UserId(id), Role.USER, id, email, "hash", 1, NOW);
  }

  private static void people(String... ids) {
    for (var id : ids) {
      database.one().accounts().create(account(id, Optional.empty()));
    }
  }

  @Test
  void anIdIsGivenOutOnce() throws Exception {
    var outcomes =
        database.hammer(
            times(
                20, (stores, i) -> stores.accounts().create(account("id" + i, Optional.empty()))));

    assertThat(outcomes).filteredOn(SaveOutcome.SAVED::equals).hasSize(20);
    assertThat(outcomes).filteredOn(SaveOutcome.ID_TAKEN::equals).hasSize(20);
  }

  @Test
  void anEmailAddressIsGivenOutOnce() throws Exception {
    var outcomes =
        database.hammer(
            times(
                20,
                (stores, i) ->
                    stores
                        .accounts()
                        .create(account("m" + UUID.randomUUID(), Optional.of(i / 4 + "@x.org")))));

    assertThat(outcomes).filteredOn(SaveOutcome.SAVED::equals).hasSize(5);
    assertThat(outcomes).filteredOn(SaveOutcome.EMAIL_TAKEN::equals).hasSize(35);
  }

  @Test
  void aRefreshTokenIsUsedOnce() throws Exception {
    people("rita");
    var later = NOW.plusSeconds(60);
    for (int i = 0; i < 10; i++) {
      database
          .one()
          .accounts()
          .saveRefreshToken(new RefreshToken("t" + i, "f" + i, new UserId("rita"), later));
    }

    var outcomes =
        database.hammer(
            times(
                10,
                (stores, i) ->
                    stores
                        .accounts()
                        .rotate(
                            "t" + i,
                            new RefreshToken(
                                UUID.randomUUID().toString(), "", new UserId("rita"), later),
                            NOW)));

    assertThat(outcomes).filteredOn(Rotated.class::isInstance).hasSize(10);
  }

  @Test
  void twoHaveOnePrivateConversation() throws Exception {
    var outcomes =
        database.hammer(
            times(
                20,
                (stores, i) ->
                    stores
                        .conversations()
                        .create(
                            conversation(ConversationType.PRIVATE),
                            List.of(member("ana"), member("b" + i / 4)))));

    assertThat(outcomes).filteredOn(Created.class::isInstance).hasSize(5);
  }

  private static Conversation conversation(ConversationType type) {
    return new Conversation(
        new ConversationId(UUID.randomUUID()), type, "", Map.of(), false, new UserId("ana"), NOW);
  }

  private static Member member(String user) {
    return new Member(new UserId(user), MemberRole.MEMBER, NOW);
  }

  @Test
  void aGroupNeverExceedsItsLimit() throws Exception {
    var group = conversation(ConversationType.GROUP);
    database.one().conversations().create(group, List.of(member("ana")));

    var added =
        database.hammer(
            times(
                20,
                (stores, i) ->
                    stores
                        .conversations()
                        .addMembers(group.id(), List.of(member("g" + UUID.randomUUID())), 11)));

    assertThat(added).filteredOn(Optional::isPresent).hasSize(10);
    assertThat(database.one().conversations().memberCount(group.id())).isEqualTo(11);
  }

  @Test
  void anAddressBelongsToOne() throws Exception {
    people("one", "two");

    var outcomes =
        database.hammer(
            times(
                20,
                (stores, i) ->
                    stores
                        .identities()
                        .link(
                            new Identity(
                                new Address(WHATSAPP, "addr" + i / 2),
                                new UserId(i % 2 == 0 ? "one" : "two"),
                                "shop",
                                "",
                                "",
                                NOW,
                                Optional.empty(),
                                true))));

    // Each is linked by one of them, in both processes.
    assertThat(outcomes).filteredOn(Linked.class::isInstance).hasSize(20);
  }

  @Test
  void mergesMakeNoCircles() throws Exception {
    for (int round = 0; round < 5; round++) {
      var a = "a" + round;
      var b = "b" + round;
      people(a, b);

      List<Task<MergeOutcome>> merges =
          List.of(
              stores -> stores.identities().merge(merge(a, b)),
              stores -> stores.identities().merge(merge(b, a)));
      var outcomes = new ArrayList<>(database.hammer(merges));

      assertThat(outcomes).containsOnlyOnce(MergeOutcome.DONE);
      assertThat(database.one().identities().resolve(new UserId(a)))
          .isEqualTo(database.one().identities().resolve(new UserId(b)));
    }
  }

  private static Merge merge(String merged, String into) {
    return new Merge(UUID.randomUUID(), new UserId(merged), new UserId(into), NOW, false);
  }

  @Test
  void versionsOfAChannelAccountDoNotRepeat() throws Exception {
    var id = new ChannelAccountId(WHATSAPP, "shop");

    var saved =
        database.hammer(
            times(
                15,
                (stores, i) ->
                    stores
                        .channelAccounts()
                        .save(
                            new ChannelAccount(
                                id, "settings " + UUID.randomUUID(), List.of(), "", 0, NOW))));

    assertThat(saved)
        .extracting(ChannelAccount::version)
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 30).boxed().toList());
  }
}
