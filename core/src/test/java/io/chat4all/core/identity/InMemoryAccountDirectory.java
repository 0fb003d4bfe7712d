package io.chat4all.core.identity;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// An account directory that forgets everything when it goes. Thread-safe.
public final class InMemoryAccountDirectory implements AccountDirectory {

  private final TreeMap<UserId, Account> living = new TreeMap<>();
  private final Set<UserId> deleted = new HashSet<>();
  private final Map<String, KeptToken> refreshTokens = new HashMap<>();
  private final Map<String, Instant> revoked = new HashMap<>();
  private final Map<String, SigningKey> keys = new HashMap<>();
  private final Map<UserId, String> secretsAside = new HashMap<>();
  private boolean available = true;

  /// Who was deleted, ever.
  synchronized Set<UserId> deleted() {
    return Set.copyOf(deleted);
  }

  /// How many were deleted, ever.
  synchronized int deletions() {
    return deleted.size();
  }

  /// Whether calls are answered; while not, each throws `UNAVAILABLE`.
  public synchronized void setAvailable(boolean available) {
    this.available = available;
  }

  @Override
  public synchronized SaveOutcome create(Account account) {
    check();
    if (living.containsKey(account.id()) || deleted.contains(account.id())) {
      return SaveOutcome.ID_TAKEN;
    }
    if (isEmailTaken(account)) {
      return SaveOutcome.EMAIL_TAKEN;
    }
    living.put(account.id(), account);
    return SaveOutcome.SAVED;
  }

  @Override
  public synchronized SaveOutcome update(Account account) {
    check();
    var old = living.get(account.id());
    if (old == null) {
      return SaveOutcome.UNKNOWN;
    }
    if (isEmailTaken(account)) {
      return SaveOutcome.EMAIL_TAKEN;
    }
    living.put(
        old.id(),
        new Account(
            old.id(),
            old.role(),
            account.displayName(),
            account.email(),
            kept(old, account),
            secretsAside.containsKey(old.id())
                ? Math.max(old.version(), account.version())
                : account.version(),
            old.createdAt()));
    return SaveOutcome.SAVED;
  }

  private String kept(Account old, Account account) {
    if (!secretsAside.containsKey(old.id())) {
      return account.secretHash();
    }
    if (!account.secretHash().isEmpty()) {
      secretsAside.put(old.id(), account.secretHash());
    }
    return "";
  }

  /// Lets somebody sign in no more.
  synchronized void putSecretAside(Account account) {
    secretsAside.put(account.id(), account.secretHash());
    setSecret(account, "");
    revokeAll(account.id());
  }

  /// Lets somebody sign in again.
  synchronized void takeSecretBack(Account account) {
    setSecret(account, Objects.requireNonNullElse(secretsAside.remove(account.id()), ""));
  }

  private void setSecret(Account account, String hash) {
    living.put(
        account.id(),
        new Account(
            account.id(),
            account.role(),
            account.displayName(),
            account.email(),
            hash,
            account.version() + 1,
            account.createdAt()));
  }

  private boolean isEmailTaken(Account account) {
    return account.email().isPresent()
        && living.values().stream()
            .filter(other -> !other.id().equals(account.id()))
            .flatMap(other -> other.email().stream())
            .anyMatch(account.email().get()::equalsIgnoreCase);
  }

  @Override
  public synchronized boolean delete(UserId id, Instant at) {
    check();
    if (living.remove(id) == null) {
      return false;
    }
    deleted.add(id);
    revokeAll(id);
    return true;
  }

  @Override
  public synchronized Optional<Account> find(UserId id) {
    check();
    return Optional.ofNullable(living.get(id));
  }

  @Override
  public synchronized List<UserId> existing(List<UserId> ids) {
    check();
    return ids.stream().distinct().filter(living::containsKey).toList();
  }

  @Override
  public synchronized List<Account> list(boolean clients, String prefix, String after, int limit) {
    check();
    return living.values().stream()
        .filter(account -> account.role().isService() == clients)
        .filter(account -> account.id().value().startsWith(prefix))
        .filter(account -> account.id().value().compareTo(after) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized void saveRefreshToken(RefreshToken token) {
    check();
    refreshTokens.put(token.hash(), new KeptToken(token, false));
  }

  @Override
  public synchronized RotateOutcome rotate(String hash, RefreshToken successor, Instant now) {
    check();
    var kept = refreshTokens.get(hash);
    if (kept == null) {
      return new RotateOutcome.Unknown();
    }
    var old = kept.token();
    if (kept.used()) {
      revokeFamily(hash);
      return new RotateOutcome.Reused(old.owner());
    }
    if (!old.expiresAt().isAfter(now)) {
      return new RotateOutcome.Unknown();
    }
    refreshTokens.put(hash, new KeptToken(old, true));
    saveRefreshToken(
        new RefreshToken(successor.hash(), old.family(), old.owner(), successor.expiresAt()));
    return new RotateOutcome.Rotated(old.owner());
  }

  @Override
  public synchronized void revokeFamily(String hash) {
    check();
    var kept = refreshTokens.get(hash);
    if (kept != null) {
      refreshTokens
          .values()
          .removeIf(other -> other.token().family().equals(kept.token().family()));
    }
  }

  @Override
  public synchronized void revokeAll(UserId owner) {
    check();
    refreshTokens.values().removeIf(kept -> kept.token().owner().equals(owner));
  }

  @Override
  public synchronized void revokeAccessToken(String tokenId, Instant expiresAt) {
    check();
    revoked.put(tokenId, expiresAt);
  }

  @Override
  public synchronized boolean isAccessTokenRevoked(String tokenId) {
    check();
    return revoked.containsKey(tokenId);
  }

  @Override
  public synchronized List<SigningKey> signingKeys() {
    check();
    var sorted = new ArrayList<>(keys.values());
    sorted.sort(
        Comparator.comparing(SigningKey::createdAt).thenComparing(SigningKey::keyId).reversed());
    return List.copyOf(sorted);
  }

  @Override
  public synchronized void addSigningKey(SigningKey key) {
    check();
    keys.putIfAbsent(key.keyId(), key);
  }

  @Override
  public synchronized void forgetExpired(Instant now) {
    check();
    refreshTokens.values().removeIf(kept -> kept.token().expiresAt().isBefore(now));
    revoked.values().removeIf(expiresAt -> expiresAt.isBefore(now));
  }

  private void check() {
    if (!available) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "the account directory is switched off");
    }
  }

  private record KeptToken(RefreshToken token, boolean used) {}
}
