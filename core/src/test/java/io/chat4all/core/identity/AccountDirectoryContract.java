package io.chat4all.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.identity.AccountDirectory.RefreshToken;
import io.chat4all.core.identity.AccountDirectory.RotateOutcome;
import io.chat4all.core.identity.AccountDirectory.SaveOutcome;
import io.chat4all.core.identity.AccountDirectory.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every account directory does.
public abstract class AccountDirectoryContract {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123456Z");
  private static final Instant LATER = NOW.plus(Duration.ofDays(30));
  private static final UserId MARIA = new UserId("maria");
  private static final UserId BRUNO = new UserId("bruno");

  /// An empty directory, the same one throughout a test.
  protected abstract AccountDirectory directory();

  /// The directory of the test after a restart of whatever keeps it.
  protected abstract AccountDirectory restarted();

  private static Account account(UserId id, Role role, String email) {
    return new Account(
        id,
        role,
        "Display " + id,
        Optional.of(email).filter(it -> !it.isEmpty()),
        "hash of " + id,
        1,
        NOW);
  }

  private static Account maria() {
    return account(MARIA, Role.USER, "Maria@Example.org");
  }

  private static Account bruno() {
    return account(BRUNO, Role.USER, "");
  }

  @Test
  void anAccountComesBackAsItWas() {
    assertThat(directory().create(maria())).isEqualTo(SaveOutcome.SAVED);
    assertThat(directory().create(bruno())).isEqualTo(SaveOutcome.SAVED);

    assertThat(directory().find(MARIA)).contains(maria());
    assertThat(directory().find(BRUNO)).contains(bruno());
    assertThat(directory().find(new UserId("nobody"))).isEmpty();
  }

  @Test
  void anIdIsGivenOnce() {
    directory().create(maria());

    assertThat(directory().create(account(MARIA, Role.SERVICE, "other@example.org")))
        .isEqualTo(SaveOutcome.ID_TAKEN);
    assertThat(directory().find(MARIA)).contains(maria());
  }

  @Test
  void theIdOfADeletedAccountStaysTakenAndItsEmailIsFree() {
    directory().create(maria());

    assertThat(directory().delete(MARIA, NOW)).isTrue();

    assertThat(directory().find(MARIA)).isEmpty();
    assertThat(directory().delete(MARIA, NOW)).isFalse();
    assertThat(directory().create(maria())).isEqualTo(SaveOutcome.ID_TAKEN);
    assertThat(directory().update(maria())).isEqualTo(SaveOutcome.UNKNOWN);
    assertThat(directory().create(account(BRUNO, Role.USER, "maria@example.org")))
        .isEqualTo(SaveOutcome.SAVED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Maria@Example.org", "maria@example.org", "MARIA@EXAMPLE.ORG"})
  void anEmailIsComparedWithoutCase(String email) {
    directory().create(maria());
    directory().create(bruno());

    assertThat(directory().create(account(new UserId("other"), Role.USER, email)))
        .isEqualTo(SaveOutcome.EMAIL_TAKEN);
    assertThat(directory().update(account(BRUNO, Role.USER, email)))
        .isEqualTo(SaveOutcome.EMAIL_TAKEN);
    assertThat(directory().update(account(MARIA, Role.USER, email))).isEqualTo(SaveOutcome.SAVED);
    assertThat(directory().find(MARIA).orElseThrow().email()).contains(email);
    assertThat(directory().find(BRUNO)).contains(bruno());
  }

  @Test
  void anUpdateLeavesRoleAndBirthAlone() {
    directory().create(maria());

    var outcome =
        directory()
            .update(new Account(MARIA, Role.ADMIN, "New", Optional.empty(), "new hash", 2, LATER));

    assertThat(outcome).isEqualTo(SaveOutcome.SAVED);
    assertThat(directory().find(MARIA))
        .contains(new Account(MARIA, Role.USER, "New", Optional.empty(), "new hash", 2, NOW));
    assertThat(directory().update(bruno())).isEqualTo(SaveOutcome.UNKNOWN);
  }

  @Test
  void existingAreTheLivingOnes() {
    directory().create(maria());
    directory().create(bruno());
    directory().create(account(new UserId("gone"), Role.USER, ""));
    directory().delete(new UserId("gone"), NOW);

    assertThat(
            directory()
                .existing(List.of(BRUNO, new UserId("gone"), new UserId("nobody"), MARIA, BRUNO)))
        .containsExactlyInAnyOrder(BRUNO, MARIA);
  }

  @Test
  void peopleAndClientsAreListedById() {
    for (var id : List.of("b.one", "b-two", "b_three", "b", "a", "c", "bz", "b9")) {
      directory().create(account(new UserId(id), Role.USER, ""));
    }
    directory().create(account(new UserId("b-client"), Role.SERVICE, ""));
    directory().create(account(new UserId("b-admin"), Role.ADMIN, ""));
    directory().delete(new UserId("bz"), NOW);

    assertThat(ids(false, "", "", 100))
        .containsExactly("a", "b", "b-two", "b.one", "b9", "b_three", "c");
    assertThat(ids(false, "b", "", 3)).containsExactly("b", "b-two", "b.one");
    assertThat(ids(false, "b", "b.one", 3)).containsExactly("b9", "b_three");
    assertThat(ids(false, "b-", "", 3)).containsExactly("b-two");
    assertThat(ids(true, "", "", 100)).containsExactly("b-admin", "b-client");
    assertThat(ids(true, "c", "", 100)).isEmpty();
  }

  private List<String> ids(boolean clients, String prefix, String after, int limit) {
    return directory().list(clients, prefix, after, limit).stream()
        .map(account -> account.id().value())
        .toList();
  }

  private static RefreshToken token(String hash, Instant expiresAt) {
    return new RefreshToken(hash, "family", MARIA, expiresAt);
  }

  private RotateOutcome rotate(String hash, String successor) {
    return directory().rotate(hash, new RefreshToken(successor, "ignored", BRUNO, LATER), NOW);
  }

  @Test
  void refreshTokensRotate() {
    directory().saveRefreshToken(token("one", LATER));

    assertThat(rotate("one", "two")).isEqualTo(new RotateOutcome.Rotated(MARIA));
    assertThat(rotate("two", "three")).isEqualTo(new RotateOutcome.Rotated(MARIA));
    assertThat(rotate("nonsense", "four")).isEqualTo(new RotateOutcome.Unknown());
    assertThat(rotate("four", "five")).isEqualTo(new RotateOutcome.Unknown());
  }

  @Test
  void aReusedTokenRevokesItsFamily() {
    directory().saveRefreshToken(token("one", LATER));
    directory().saveRefreshToken(new RefreshToken("other", "another family", MARIA, LATER));
    rotate("one", "two");

    assertThat(rotate("one", "thief")).isEqualTo(new RotateOutcome.Reused(MARIA));

    assertThat(rotate("two", "three")).isEqualTo(new RotateOutcome.Unknown());
    assertThat(rotate("thief", "three")).isEqualTo(new RotateOutcome.Unknown());
    assertThat(rotate("one", "three")).isEqualTo(new RotateOutcome.Unknown());
    assertThat(rotate("other", "next")).isEqualTo(new RotateOutcome.Rotated(MARIA));
  }

  @Test
  void anExpiredTokenIsUnknown() {
    directory().saveRefreshToken(token("one", NOW));

    assertThat(rotate("one", "two")).isEqualTo(new RotateOutcome.Unknown());
    assertThat(rotate("two", "three")).isEqualTo(new RotateOutcome.Unknown());
  }

  @Test
  void aFamilyIsRevokedByAnyOfItsTokens() {
    directory().saveRefreshToken(token("one", LATER));
    directory().saveRefreshToken(new RefreshToken("other", "another family", MARIA, LATER));
    rotate("one", "two");

    directory().revokeFamily("one");
    directory().revokeFamily("nonsense");

    assertThat(rotate("two", "three")).isEqualTo(new RotateOutcome.Unknown());
    assertThat(rotate("other", "next")).isEqualTo(new RotateOutcome.Rotated(MARIA));
  }

  @Test
  void allTokensOfAnAccountGoAtOnce() {
    directory().create(maria());
    directory().saveRefreshToken(token("one", LATER));
    directory().saveRefreshToken(new RefreshToken("bruno", "family of bruno", BRUNO, LATER));

    directory().revokeAll(MARIA);

    assertThat(rotate("one", "two")).isEqualTo(new RotateOutcome.Unknown());

    directory().saveRefreshToken(token("three", LATER));
    directory().delete(MARIA, NOW);

    assertThat(rotate("three", "four")).isEqualTo(new RotateOutcome.Unknown());
    assertThat(rotate("bruno", "next")).isEqualTo(new RotateOutcome.Rotated(BRUNO));
  }

  @Test
  @Timeout(30)
  void ofManyWhoUseATokenAtOnceOneGetsASuccessor() throws Exception {
    directory().saveRefreshToken(token("one", LATER));
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var uses =
          executor.invokeAll(
              Stream.of("a", "b", "c", "d", "e", "f")
                  .<Callable<RotateOutcome>>map(successor -> () -> rotate("one", successor))
                  .toList());

      assertThat(uses.stream().map(Future::resultNow))
          .containsOnlyOnce(new RotateOutcome.Rotated(MARIA))
          .containsOnlyOnce(new RotateOutcome.Reused(MARIA));
    }
  }

  @Test
  void revokedAccessTokensAreRememberedUntilTheyExpire() {
    directory().revokeAccessToken("token", LATER);
    directory().revokeAccessToken("token", LATER);
    directory().revokeAccessToken("old", NOW);
    directory().saveRefreshToken(token("old refresh token", NOW));

    directory().forgetExpired(NOW.plusSeconds(1));

    assertThat(directory().isAccessTokenRevoked("token")).isTrue();
    assertThat(directory().isAccessTokenRevoked("old")).isFalse();
    assertThat(directory().isAccessTokenRevoked("another")).isFalse();
    assertThat(rotate("old refresh token", "two")).isEqualTo(new RotateOutcome.Unknown());
  }

  @Test
  void signingKeysComeNewestFirst() {
    var old = new SigningKey("b", "public", "private", NOW);
    var newest = new SigningKey("a", "public 2", "private 2", LATER);
    directory().addSigningKey(newest);
    directory().addSigningKey(old);
    directory().addSigningKey(new SigningKey("a", "other", "other", NOW));

    assertThat(directory().signingKeys()).containsExactly(newest, old);
  }

  @Test
  void everythingIsThereAfterARestart() {
    directory().create(maria());
    directory().create(bruno());
    directory().delete(BRUNO, NOW);
    directory().saveRefreshToken(token("one", LATER));
    directory().rotate("one", token("two", LATER), NOW);
    directory().revokeAccessToken("token", LATER);
    directory().addSigningKey(new SigningKey("key", "public", "private", NOW));

    var directory = restarted();

    assertThat(directory.find(MARIA)).contains(maria());
    assertThat(directory.create(bruno())).isEqualTo(SaveOutcome.ID_TAKEN);
    assertThat(directory.rotate("one", token("three", LATER), NOW))
        .isEqualTo(new RotateOutcome.Reused(MARIA));
    assertThat(directory.isAccessTokenRevoked("token")).isTrue();
    assertThat(directory.signingKeys()).hasSize(1);
  }
}
