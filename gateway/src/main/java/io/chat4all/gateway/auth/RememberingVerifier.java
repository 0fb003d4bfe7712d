package io.chat4all.gateway.auth;

import io.chat4all.core.cache.SingleFlight;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// Verifies access tokens and remembers the good ones, since a signature check costs more than the
/// rest of a request.
///
/// At most `capacity` tokens are remembered, each for a minute at most and never beyond its expiry;
/// a full memory drops a tenth. Announced changes of an account and revocations forget at once; a
/// verification that overlaps one is not remembered. A token that many calls bring at once is
/// looked up once.
///
/// Thread-safe.
final class RememberingVerifier implements TokenVerifier, AutoCloseable {

  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  private record Remembered(VerifiedToken token, long goodUntil) {}

  /// Whoever comes after a change must not share what was looked up before it.
  private record Check(String token, long changes) {}

  private final AccessTokens tokens;
  private final AccountDirectory accounts;
  private final Clock clock;
  private final int capacity;
  private final Map<String, Remembered> memory = new ConcurrentHashMap<>();
  private final SingleFlight<Check, VerifiedToken> checks = new SingleFlight<>();
  private final AtomicLong changes = new AtomicLong();
  private final Subscription listening;

  RememberingVerifier(
      AccessTokens tokens,
      AccountDirectory accounts,
      DirectoryChanges directory,
      int capacity,
      Clock clock) {
    this.tokens = tokens;
    this.accounts = accounts;
    this.clock = clock;
    this.capacity = capacity;
    this.listening = directory.listen(this::changed);
  }

  @Override
  public VerifiedToken verify(String token) {
    return remembered(token).orElseGet(() -> check(token, changes.get()));
  }

  @Override
  public Optional<VerifiedToken> remembered(String token) {
    var known = memory.get(token);
    return known != null && clock.millis() < known.goodUntil
        ? Optional.of(known.token)
        : Optional.empty();
  }

  int size() {
    return memory.size();
  }

  private VerifiedToken check(String token, long seen) {
    return checks.get(new Check(token, seen), () -> look(token, seen));
  }

  private VerifiedToken look(String token, long seen) {
    var claims = tokens.read(token);
    var account =
        accounts
            .find(claims.subject())
            .filter(found -> found.version() <= claims.version())
            .orElseThrow(() -> AccessTokens.refused("the access token is no longer good"));
    if (accounts.isAccessTokenRevoked(claims.tokenId())) {
      throw AccessTokens.refused("the access token was revoked");
    }
    var verified =
        new VerifiedToken(
            new Caller(account.id(), account.role()), claims.tokenId(), claims.expiresAt());
    remember(token, verified, seen);
    return verified;
  }

  private void remember(String token, VerifiedToken verified, long seen) {
    if (changes.get() != seen) {
      return;
    }
    if (memory.size() >= capacity) {
      makeRoom();
    }
    var remembered = new Remembered(verified, goodUntil(verified.expiresAt()));
    memory.put(token, remembered);
    if (changes.get() != seen) {
      memory.remove(token, remembered);
    }
  }

  private long goodUntil(Instant expiry) {
    return Math.min(clock.instant().plus(LOOK_AGAIN).toEpochMilli(), expiry.toEpochMilli());
  }

  private void makeRoom() {
    long now = clock.millis();
    memory.values().removeIf(known -> known.goodUntil <= now);
    var iterator = memory.keySet().iterator();
    int keep = capacity - capacity / 10;
    while (memory.size() > keep && iterator.hasNext()) {
      iterator.next();
      iterator.remove();
    }
  }

  private void changed(DirectoryChange change) {
    switch (change) {
      case DirectoryChange.AccountChanged(UserId user) ->
          forget(known -> known.token.caller().id().equals(user));
      case DirectoryChange.TokenRevoked(String tokenId) ->
          forget(known -> known.token.tokenId().equals(tokenId));
      case DirectoryChange.ConversationChanged _,
          DirectoryChange.ChannelAccountChanged _,
          DirectoryChange.WebhooksChanged _ -> {}
    }
  }

  private void forget(Predicate<Remembered> what) {
    changes.incrementAndGet();
    memory.values().removeIf(what);
  }

  @Override
  public void close() {
    listening.close();
  }
}
