package io.chat4all.core.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps accounts, refresh tokens, revoked access tokens and signing keys.
///
/// Every call is one transaction. A directory that cannot be reached throws `ApiException` with
/// `UNAVAILABLE`. Thread-safe.
public interface AccountDirectory {

  /// What became of a new account or a new e-mail address.
  enum SaveOutcome {
    SAVED,
    /// The id is, or once was, somebody's.
    ID_TAKEN,
    /// Another living account has this e-mail address (compared without case).
    EMAIL_TAKEN,
    /// There is no such account (any more).
    UNKNOWN
  }

  /// A refresh token as it is kept: never itself, only its hash.
  ///
  /// @param family all successors of one login; revoked together
  record RefreshToken(String hash, String family, UserId owner, Instant expiresAt) {}

  /// What became of the use of a refresh token.
  sealed interface RotateOutcome {
    /// The old token is used up, the successor is kept.
    record Rotated(UserId owner) implements RotateOutcome {}

    /// No such token, or it has expired, or its family is revoked.
    record Unknown() implements RotateOutcome {}

    /// It was used before; its family is revoked now.
    record Reused(UserId owner) implements RotateOutcome {}
  }

  /// A signing key as it is kept: the private part encrypted by the caller.
  record SigningKey(
      String keyId, String publicKey, String encryptedPrivateKey, Instant createdAt) {}

  /// Keeps a new account; `ID_TAKEN` also for the id of a deleted one.
  SaveOutcome create(Account account);

  /// Replaces display name, e-mail, hash and version of a living account. While somebody is merged
  /// into another user (see [IdentityDirectory#merge]) a new hash is put aside, and their version
  /// does not go back: they cannot sign in.
  SaveOutcome update(Account account);

  /// Deletes an account and its refresh tokens, and frees its addresses; false when there is none.
  /// The id stays taken.
  boolean delete(UserId id, Instant at);

  /// A living account.
  Optional<Account> find(UserId id);

  /// Those of the ids that are living accounts.
  List<UserId> existing(List<UserId> ids);

  /// Living people (`clients` false) or API clients whose id begins with `prefix` and comes after
  /// `after` (empty: from the start), by id.
  List<Account> list(boolean clients, String prefix, String after, int limit);

  /// Keeps the first token of a family.
  void saveRefreshToken(RefreshToken token);

  /// Uses up the token with this hash and keeps its successor, whose owner and family are taken
  /// from the old one (those of `successor` are ignored).
  RotateOutcome rotate(String hash, RefreshToken successor, Instant now);

  /// Revokes the family of the token with this hash; nothing when it is unknown.
  void revokeFamily(String hash);

  /// Revokes all refresh tokens of an account.
  void revokeAll(UserId owner);

  /// Remembers a revoked access token until it would have expired.
  void revokeAccessToken(String tokenId, Instant expiresAt);

  /// Whether an access token was revoked.
  boolean isAccessTokenRevoked(String tokenId);

  /// All signing keys, newest first.
  List<SigningKey> signingKeys();

  /// Keeps a signing key.
  void addSigningKey(SigningKey key);

  /// Forgets tokens that expired before `now`.
  void forgetExpired(Instant now);
}
