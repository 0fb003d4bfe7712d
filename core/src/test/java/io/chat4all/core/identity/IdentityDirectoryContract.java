package io.chat4all.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.AccountDirectory.RefreshToken;
import io.chat4all.core.identity.AccountDirectory.RotateOutcome;
import io.chat4all.core.identity.IdentityDirectory.LinkOutcome;
import io.chat4all.core.identity.IdentityDirectory.LinkOutcome.Linked;
import io.chat4all.core.identity.IdentityDirectory.Merge;
import io.chat4all.core.identity.IdentityDirectory.MergeOutcome;
import io.chat4all.core.identity.IdentityDirectory.Sighting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every identity directory does.
public abstract class IdentityDirectoryContract {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123456Z");
  private static final ChannelId WHATSAPP = new ChannelId("whatsapp");
  private static final ChannelId TELEGRAM = new ChannelId("telegram");
  private static final Address PHONE = new Address(WHATSAPP, "5511912345678");
  private static final Address BSUID = new Address(WHATSAPP, "BR.13491208655302741918");
  private static final Address CHAT = new Address(TELEGRAM, "777");
  private static final UserId MARIA = new UserId("maria");
  private static final UserId BRUNO = new UserId("bruno");
  private static final UserId CARLA = new UserId("carla");
  private static final UUID MERGE = new UUID(1, 1);

  /// An empty directory, the same one throughout a test.
  protected abstract IdentityDirectory directory();

  /// The accounts beside it.
  protected abstract AccountDirectory accounts();

  /// Restarts whatever keeps them.
  protected abstract void restart();

  @BeforeEach
  final void makeAccounts() {
    for (var user : List.of(MARIA, BRUNO, CARLA)) {
      accounts().create(account(user, "hash of " + user));
    }
  }

  private static Account account(UserId user, String hash) {
    return new Account(user, Role.USER, "Display " + user, Optional.empty(), hash, 1, NOW);
  }

  private static Identity identity(Address address, UserId user) {
    return new Identity(address, user, "", "", "", NOW, Optional.empty(), true);
  }

  private static Sighting sighting(Address address, String name, int second) {
    return new Sighting(address, List.of(), "shop", "Maria_S", name, NOW.plusSeconds(second));
  }

  private static Account contact(String id) {
    return account(new UserId(id), "");
  }

  private List<Address> addresses(UserId user) {
    return directory().of(user).stream().map(Identity::address).toList();
  }

  @Test
  void aLinkedAddressIsItsUsers() {
    var full =
        new Identity(
            PHONE, MARIA, "shop", "MariaS", "Maria", NOW, Optional.of(NOW.plusSeconds(1)), false);
    var kept =
        new Identity(
            PHONE, MARIA, "shop", "marias", "Maria", NOW, Optional.of(NOW.plusSeconds(1)), false);

    assertThat(directory().link(full)).isEqualTo(new Linked(kept));
    assertThat(directory().link(identity(PHONE, MARIA))).isEqualTo(new Linked(kept));
    assertThat(directory().link(identity(PHONE, BRUNO))).isEqualTo(new LinkOutcome.Taken(MARIA));

    restart();
    assertThat(directory().find(PHONE)).contains(kept);
    assertThat(directory().find(new Address(TELEGRAM, PHONE.value()))).isEmpty();
  }

  @Test
  void onlyLivingUsersGetAddresses() {
    accounts().delete(BRUNO, NOW);

    assertThat(directory().link(identity(PHONE, BRUNO))).isEqualTo(new LinkOutcome.UnknownUser());
    assertThat(directory().link(identity(PHONE, new UserId("nobody"))))
        .isEqualTo(new LinkOutcome.UnknownUser());
    assertThat(directory().find(PHONE)).isEmpty();
  }

  @Test
  void addressesComeInTheOrderOfLinking() {
    directory().link(identity(PHONE, MARIA));
    directory()
        .link(new Identity(CHAT, MARIA, "", "", "", NOW.minusSeconds(1), Optional.empty(), true));
    directory().link(identity(BSUID, BRUNO));

    assertThat(addresses(MARIA)).containsExactly(CHAT, PHONE);
    assertThat(directory().of(List.of(MARIA, BRUNO, CARLA)))
        .isEqualTo(Map.of(MARIA, directory().of(MARIA), BRUNO, directory().of(BRUNO)));
  }

  @Test
  void anAddressIsTakenFromItsOwnUserOnly() {
    directory().link(identity(PHONE, MARIA));

    assertThat(directory().unlink(PHONE, BRUNO)).isFalse();
    assertThat(directory().unlink(PHONE, MARIA)).isTrue();

    assertThat(directory().unlink(PHONE, MARIA)).isFalse();
    assertThat(directory().link(identity(PHONE, BRUNO))).isInstanceOf(Linked.class);
  }

  @Test
  void somebodyUnknownBecomesAContact() {
    var seen = directory().seen(sighting(PHONE, "Maria S.", 1), contact("c1"));

    assertThat(seen)
        .isEqualTo(
            new Identity(
                PHONE,
                new UserId("c1"),
                "shop",
                "maria_s",
                "Maria S.",
                NOW.plusSeconds(1),
                Optional.of(NOW.plusSeconds(1)),
                true));
    restart();
    assertThat(directory().find(PHONE)).contains(seen);
    assertThat(accounts().find(new UserId("c1"))).contains(contact("c1"));
  }

  @Test
  void somebodyKnownIsNotMadeAgain() {
    directory().link(identity(PHONE, MARIA));
    directory().setReachable(PHONE, false);

    var seen = directory().seen(sighting(PHONE, "", 1), contact("c1"));

    assertThat(seen)
        .isEqualTo(
            new Identity(
                PHONE, MARIA, "shop", "maria_s", "", NOW, Optional.of(NOW.plusSeconds(1)), true));
    assertThat(accounts().find(new UserId("c1"))).isEmpty();
  }

  @Test
  void somebodyIsFoundByAnAliasAndAllAddressesAreLinked() {
    directory().link(identity(PHONE, MARIA));
    var both = new Sighting(BSUID, List.of(PHONE), "shop", "", "Maria", NOW.plusSeconds(9));

    var seen = directory().seen(both, contact("c1"));

    assertThat(seen.user()).isEqualTo(MARIA);
    assertThat(seen.address()).isEqualTo(BSUID);
    assertThat(addresses(MARIA)).containsExactly(PHONE, BSUID);
    assertThat(directory().of(MARIA))
        .extracting(Identity::lastInboundAt)
        .containsOnly(Optional.of(NOW.plusSeconds(9)));
    assertThat(accounts().find(new UserId("c1"))).isEmpty();
  }

  @Test
  void anAliasOfSomebodyElseStaysTheirs() {
    directory().link(identity(PHONE, MARIA));
    directory().link(identity(BSUID, BRUNO));

    var seen =
        directory()
            .seen(
                new Sighting(PHONE, List.of(BSUID), "shop", "", "M", NOW.plusSeconds(9)),
                contact("c1"));

    assertThat(seen.user()).isEqualTo(MARIA);
    assertThat(directory().find(BSUID)).contains(identity(BSUID, BRUNO));
  }

  @Test
  void anOlderSightingChangesNothing() {
    var seen = directory().seen(sighting(PHONE, "New", 5), contact("c1"));
    directory().setReachable(PHONE, false);

    directory().seen(sighting(PHONE, "Old", 4), contact("c2"));

    assertThat(directory().find(PHONE).orElseThrow().displayName()).isEqualTo("New");
    assertThat(directory().find(PHONE).orElseThrow().lastInboundAt())
        .isEqualTo(seen.lastInboundAt());
    assertThat(directory().find(PHONE).orElseThrow().reachable()).isFalse();
  }

  @Test
  void aContactWhoseIdIsTakenIsNotMade() {
    var thrown =
        catchThrowableOfType(
            ApiException.class,
            () -> directory().seen(sighting(PHONE, "Maria", 1), contact("maria")));

    assertThat(thrown.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    assertThat(directory().find(PHONE)).isEmpty();
  }

  @Test
  @Timeout(30)
  void ofManySightingsAtOnceOneMakesTheContact() throws Exception {
    try (var executor = Executors.newFixedThreadPool(6)) {
      var sightings =
          IntStream.range(0, 40)
              .<Callable<Identity>>mapToObj(i ->
                  () ->
                      directory()
                          .seen(
                              new Sighting(
                                  i % 2 == 0 ? PHONE : BSUID,
                                  List.of(i % 2 == 0 ? BSUID : PHONE),
                                  "shop",
                                  "",
                                  "Maria",
                                  NOW.plusSeconds(i)),
                              contact("c" + i)))
              .toList();

      var users = executor.invokeAll(sightings).stream().map(Future::resultNow).map(Identity::user);

      assertThat(users.distinct()).hasSize(1);
    }
    assertThat(accounts().list(false, "c", "", 100))
        .filteredOn(account -> account.secretHash().isEmpty())
        .hasSize(1);
  }

  @Test
  void aUsernameFindsWhoHasItNow() {
    directory().seen(sighting(PHONE, "Maria", 1), contact("c1"));
    directory().seen(sighting(BSUID, "Maria", 2), contact("c2"));
    directory().link(identity(CHAT, BRUNO));

    assertThat(directory().findByUsername(WHATSAPP, "MARIA_s").orElseThrow().user())
        .isEqualTo(new UserId("c2"));
    assertThat(directory().findByUsername(TELEGRAM, "maria_s")).isEmpty();
    assertThat(directory().findByUsername(TELEGRAM, "")).isEmpty();
  }

  @Test
  void reachabilityOfAnUnknownAddressIsNotKept() {
    directory().setReachable(PHONE, false);

    assertThat(directory().find(PHONE)).isEmpty();
  }

  @Test
  void anAddressMovesUnlessTheNewOneIsSomebodys() {
    directory().link(identity(PHONE, MARIA));
    var other = new Address(WHATSAPP, "5521987654321");
    directory().move(PHONE, PHONE);
    directory().move(PHONE, other);
    directory().move(BSUID, CHAT);

    assertThat(addresses(MARIA)).containsExactly(other);

    directory().link(identity(PHONE, BRUNO));
    directory().move(other, PHONE);

    assertThat(addresses(MARIA)).isEmpty();
    assertThat(addresses(BRUNO)).containsExactly(PHONE);
  }

  @Test
  void preferencesAreKept() {
    directory().setPreference(MARIA, List.of(TELEGRAM, WHATSAPP));
    directory().setPreference(BRUNO, List.of(WHATSAPP));
    directory().setPreference(BRUNO, List.of());

    restart();
    assertThat(directory().preference(MARIA)).containsExactly(TELEGRAM, WHATSAPP);
    assertThat(directory().preference(BRUNO)).isEmpty();
    assertThat(directory().preferences(List.of(MARIA, BRUNO, CARLA)))
        .isEqualTo(Map.of(MARIA, List.of(TELEGRAM, WHATSAPP)));
  }

  @Test
  void aDeletedUserFreesTheirAddresses() {
    directory().link(identity(PHONE, MARIA));
    directory().link(identity(CHAT, MARIA));
    directory().setPreference(MARIA, List.of(TELEGRAM));

    accounts().delete(MARIA, NOW);

    assertThat(directory().of(MARIA)).isEmpty();
    assertThat(directory().preference(MARIA)).isEmpty();
    assertThat(directory().link(identity(PHONE, BRUNO))).isInstanceOf(Linked.class);
    assertThat(directory().seen(sighting(CHAT, "Maria", 1), contact("c1")).user())
        .isEqualTo(new UserId("c1"));
  }

  private static Merge merge(UserId merged, UserId into) {
    return merge(MERGE, merged, into);
  }

  private static Merge merge(UUID id, UserId merged, UserId into) {
    return new Merge(id, merged, into, NOW, false);
  }

  @Test
  void aMergeMovesAddressesAndCanBeUndone() {
    directory().link(identity(PHONE, MARIA));
    directory().link(identity(CHAT, MARIA));
    directory().link(identity(BSUID, BRUNO));

    assertThat(directory().merge(merge(MARIA, BRUNO))).isEqualTo(MergeOutcome.DONE);

    restart();
    assertThat(addresses(MARIA)).isEmpty();
    assertThat(addresses(BRUNO)).containsExactlyInAnyOrder(PHONE, CHAT, BSUID);
    assertThat(directory().resolve(MARIA)).isEqualTo(BRUNO);
    assertThat(directory().resolve(BRUNO)).isEqualTo(BRUNO);
    assertThat(directory().merged(List.of(MARIA, BRUNO))).isEqualTo(Map.of(MARIA, BRUNO));
    assertThat(directory().findMerge(MERGE)).contains(merge(MARIA, BRUNO));
    assertThat(directory().link(identity(new Address(TELEGRAM, "1"), MARIA)))
        .isEqualTo(new LinkOutcome.UnknownUser());

    directory().unlink(CHAT, BRUNO);
    directory().link(identity(CHAT, CARLA));
    assertThat(directory().undo(MERGE, NOW)).isEqualTo(MergeOutcome.DONE);

    assertThat(addresses(MARIA)).containsExactly(PHONE);
    assertThat(addresses(BRUNO)).containsExactly(BSUID);
    assertThat(addresses(CARLA)).containsExactly(CHAT);
    assertThat(directory().resolve(MARIA)).isEqualTo(MARIA);
    assertThat(directory().findMerge(MERGE)).contains(new Merge(MERGE, MARIA, BRUNO, NOW, true));
    assertThat(directory().undo(MERGE, NOW)).isEqualTo(MergeOutcome.UNKNOWN);
  }

  @Test
  void aMergedUserCannotSignInUntilItIsUndone() {
    accounts().saveRefreshToken(new RefreshToken("token", "family", MARIA, NOW.plusSeconds(99)));

    directory().merge(merge(MARIA, BRUNO));

    var merged = accounts().find(MARIA).orElseThrow();
    assertThat(merged.secretHash()).isEmpty();
    assertThat(merged.version()).isEqualTo(2);
    assertThat(
            accounts()
                .rotate("token", new RefreshToken("next", "", MARIA, NOW.plusSeconds(99)), NOW))
        .isEqualTo(new RotateOutcome.Unknown());

    directory().undo(MERGE, NOW);

    var back = accounts().find(MARIA).orElseThrow();
    assertThat(back.secretHash()).isEqualTo("hash of maria");
    assertThat(back.version()).isEqualTo(3);
  }

  @Test
  void aSecretThatIsSetWhileMergedCountsAfterwards() {
    directory().merge(merge(MARIA, BRUNO));

    accounts().update(account(MARIA, "new hash"));

    assertThat(accounts().find(MARIA).orElseThrow().secretHash()).isEmpty();
    assertThat(accounts().find(MARIA).orElseThrow().version()).isEqualTo(2);
    directory().undo(MERGE, NOW);

    assertThat(accounts().find(MARIA).orElseThrow().secretHash()).isEqualTo("new hash");
  }

  @Test
  void mergesFollowEachOther() {
    directory().link(identity(PHONE, MARIA));
    var second = new UUID(2, 2);
    directory().merge(merge(MARIA, BRUNO));

    assertThat(directory().merge(merge(second, MARIA, CARLA))).isEqualTo(MergeOutcome.REFUSED);
    assertThat(directory().merge(merge(second, CARLA, MARIA))).isEqualTo(MergeOutcome.REFUSED);
    assertThat(directory().merge(merge(second, BRUNO, MARIA))).isEqualTo(MergeOutcome.REFUSED);
    assertThat(directory().merge(merge(second, BRUNO, BRUNO))).isEqualTo(MergeOutcome.REFUSED);
    assertThat(directory().merge(merge(second, BRUNO, CARLA))).isEqualTo(MergeOutcome.DONE);

    assertThat(directory().resolve(MARIA)).isEqualTo(CARLA);
    assertThat(addresses(CARLA)).containsExactly(PHONE);

    directory().undo(MERGE, NOW);
    assertThat(addresses(MARIA)).isEmpty();
    directory().undo(second, NOW);
    assertThat(addresses(BRUNO)).containsExactly(PHONE);
    assertThat(directory().merge(merge(new UUID(3, 3), CARLA, MARIA))).isEqualTo(MergeOutcome.DONE);
  }

  @Test
  void aMergeNeedsTwoLivingUsers() {
    accounts().delete(CARLA, NOW);

    assertThat(directory().merge(merge(CARLA, MARIA))).isEqualTo(MergeOutcome.UNKNOWN);
    assertThat(directory().merge(merge(MARIA, CARLA))).isEqualTo(MergeOutcome.UNKNOWN);
    assertThat(directory().findMerge(MERGE)).isEmpty();
    assertThat(directory().undo(MERGE, NOW)).isEqualTo(MergeOutcome.UNKNOWN);

    directory().merge(merge(MARIA, BRUNO));
    accounts().delete(MARIA, NOW);
    assertThat(directory().undo(MERGE, NOW)).isEqualTo(MergeOutcome.UNKNOWN);
  }
}
