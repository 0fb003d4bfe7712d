package io.chat4all.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.TestClock;
import io.chat4all.core.TestThreads;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.InMemoryAccountDirectory;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.InMemoryLog;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RememberingVerifierTest {

  private final TestClock clock = new TestClock();
  private final InMemoryAccountDirectory accounts = new InMemoryAccountDirectory();
  private final InMemoryLog log = new InMemoryLog();
  private final AccessTokens tokens =
      new AccessTokens(
          KeyRing.open(accounts, new Secret("a secret key for tests"), new SecureRandom(), clock),
          "chat4all",
          Duration.ofMinutes(30),
          new SecureRandom(),
          clock);
  private final RememberingVerifier verifier =
      new RememberingVerifier(tokens, accounts, log, 10, clock);
  private final Account ana = account("ana", 1);

  @Test
  void aVerifiedTokenIsRememberedWithoutTheDirectory() {
    var token = tokens.issue(ana);
    assertThat(verifier.remembered(token)).isEmpty();
    var verified = verifier.verify(token);

    accounts.setAvailable(false);

    assertThat(verifier.verify(token)).isSameAs(verified);
  }

  @Test
  void aRememberedTokenIsLookedUpAgainAfterAMinuteSoThatALostAnnouncementHeals() {
    var token = tokens.issue(ana);
    verifier.verify(token);
    accounts.delete(ana.id(), clock.instant());
    verifier.verify(token);

    clock.advance(Duration.ofSeconds(61));

    assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(ApiException.class);
  }

  @Test
  void anAnnouncedChangeForgetsTheTokensOfTheAccountOnly() {
    var hers = tokens.issue(ana);
    var his = tokens.issue(account("bob", 1));
    verifier.verify(hers);
    verifier.verify(his);

    log.announce(new DirectoryChange.AccountChanged(ana.id()));

    assertThat(verifier.remembered(hers)).isEmpty();
    assertThat(verifier.remembered(his)).isPresent();
  }

  @Test
  void aTokenOlderThanItsAccountIsRefusedAndANewerOneIsNot() {
    var old = tokens.issue(ana);
    var changed =
        new Account(ana.id(), ana.role(), "ana", ana.email(), "other", 2, ana.createdAt());
    accounts.update(changed);

    assertThatThrownBy(() -> verifier.verify(old)).isInstanceOf(ApiException.class);
    assertThat(verifier.verify(tokens.issue(changed)).caller().id()).isEqualTo(ana.id());
  }

  @Test
  void theMemoryIsBounded() {
    for (int i = 0; i < 100; i++) {
      verifier.verify(tokens.issue(ana));
    }

    assertThat(verifier.size()).isLessThanOrEqualTo(10);
  }

  @Test
  @Timeout(30)
  void aTokenThatManyCallsBringAtOnceIsLookedUpByOneOfThem() throws Exception {
    var token = tokens.issue(ana);
    var calls = new ArrayList<Thread>();

    synchronized (accounts) {
      for (int i = 0; i < 10; i++) {
        calls.add(Thread.startVirtualThread(() -> verifier.verify(token)));
      }
      TestThreads.await(calls, 1, 9);
    }
    for (var call : calls) {
      call.join();
    }

    assertThat(verifier.remembered(token)).isPresent();
  }

  @Test
  @Timeout(30)
  void whoComesAfterAChangeDoesNotShareALookFromBefore() throws Exception {
    var token = tokens.issue(ana);
    var calls = new ArrayList<Thread>();

    synchronized (accounts) {
      calls.add(Thread.startVirtualThread(() -> verifier.verify(token)));
      TestThreads.await(calls, 1, 0);
      log.announce(new DirectoryChange.AccountChanged(ana.id()));
      calls.add(Thread.startVirtualThread(() -> verifier.verify(token)));

      // Asks for itself instead of waiting for the first.
      TestThreads.await(calls, 2, 0);
    }
    for (var call : calls) {
      call.join();
    }

    assertThat(verifier.remembered(token)).isPresent();
  }

  private Account account(String id, int version) {
    var account =
        new Account(
            new UserId(id), Role.USER, id, Optional.empty(), "hash", version, clock.instant());
    accounts.create(account);
    return account;
  }
}
