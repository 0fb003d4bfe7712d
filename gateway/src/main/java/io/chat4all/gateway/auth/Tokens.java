package io.chat4all.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.AccountDirectory.RefreshToken;
import io.chat4all.core.identity.AccountDirectory.RotateOutcome;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.protocol.v1.TokenRequest;
import io.chat4all.protocol.v1.TokenResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/// Gives tokens for credentials and takes them back.
///
/// A refresh token is 256 random bits; only its SHA-256 is kept. It works once, and using it again
/// revokes every token that came of the same login.
///
/// Blocks. Thread-safe.
public final class Tokens {

  private static final int REFRESH_BYTES = 32;

  /// Stands in the successor of a refresh token, where the directory puts the old one's owner.
  private static final UserId SAME_OWNER = new UserId("same");

  private final AccountDirectory accounts;
  private final DirectoryChanges changes;
  private final AccessTokens accessTokens;
  private final Passwords passwords;
  private final Duration refreshLifetime;
  private final SecureRandom random;
  private final Clock clock;

  Tokens(
      AccountDirectory accounts,
      DirectoryChanges changes,
      AccessTokens accessTokens,
      Passwords passwords,
      Duration refreshLifetime,
      SecureRandom random,
      Clock clock) {
    this.accounts = accounts;
    this.changes = changes;
    this.accessTokens = accessTokens;
    this.passwords = passwords;
    this.refreshLifetime = refreshLifetime;
    this.random = random;
    this.clock = clock;
  }

  /// Exchanges credentials or a refresh token for an access token.
  public TokenResponse grant(TokenRequest request) {
    return switch (grantType(request)) {
      case "client_credentials" ->
          login("client_id", request.getClientId(), request.getClientSecret(), Role::isService);
      case "password" ->
          login("username", request.getUsername(), request.getPassword(), r -> !r.isService());
      case "refresh_token" -> refresh(request.getRefreshToken());
      default ->
          throw new ApiException(
              ErrorCode.UNSUPPORTED_GRANT_TYPE,
              "grant_type: unknown (expected: client_credentials, password or refresh_token)",
              "grant_type",
              Duration.ZERO);
    };
  }

  /// Revokes an access token, or the family of a refresh token. An unknown token is no error.
  public void revoke(String token) {
    if (token.indexOf('.') < 0) {
      accounts.revokeFamily(hash(token));
      return;
    }
    AccessTokens.Claims claims;
    try {
      claims = accessTokens.read(token);
    } catch (ApiException _) {
      return; // it opens nothing anyway
    }
    accounts.revokeAccessToken(claims.tokenId(), claims.expiresAt());
    changes.announce(new DirectoryChange.TokenRevoked(claims.tokenId()));
  }

  private static String grantType(TokenRequest request) {
    if (!request.getGrantType().isEmpty()) {
      return request.getGrantType();
    }
    if (!request.getRefreshToken().isEmpty()) {
      return "refresh_token";
    }
    return request.getUsername().isEmpty() ? "client_credentials" : "password";
  }

  private TokenResponse login(String field, String name, String secret, Predicate<Role> meant) {
    if (name.isEmpty()) {
      throw ApiException.invalid(field, field + ": missing");
    }
    String id = name.toLowerCase(Locale.ROOT);
    var account =
        Optional.of(id)
            .filter(UserId::isValid)
            .flatMap(valid -> accounts.find(new UserId(valid)))
            .filter(found -> meant.test(found.role()));
    if (!passwords.matches(secret, account.map(Account::secretHash))) {
      throw new ApiException(ErrorCode.INVALID_CREDENTIALS, "wrong name or secret");
    }
    String token = newRefreshToken();
    var owner = account.orElseThrow();
    accounts.saveRefreshToken(kept(token, newRefreshToken(), owner.id()));
    return answer(owner, token);
  }

  private TokenResponse refresh(String token) {
    if (token.isEmpty()) {
      throw ApiException.invalid("refresh_token", "refresh_token: missing");
    }
    String successor = newRefreshToken();
    var outcome =
        accounts.rotate(hash(token), kept(successor, "same", SAME_OWNER), clock.instant());
    return switch (outcome) {
      case RotateOutcome.Rotated(var owner) ->
          answer(whoMaySignIn(owner).orElseThrow(Tokens::unknownRefreshToken), successor);
      case RotateOutcome.Unknown _ -> throw unknownRefreshToken();
      case RotateOutcome.Reused _ ->
          throw new ApiException(
              ErrorCode.REFRESH_TOKEN_REUSED,
              "this refresh token was used before; all of its login are revoked");
    };
  }

  /// A login may have been under way when its account was merged into another one.
  private Optional<Account> whoMaySignIn(UserId owner) {
    return accounts.find(owner).filter(account -> !account.secretHash().isEmpty());
  }

  private TokenResponse answer(Account account, String refreshToken) {
    return TokenResponse.newBuilder()
        .setAccessToken(accessTokens.issue(account))
        .setTokenType("bearer")
        .setExpiresIn((int) accessTokens.lifetime().toSeconds())
        .setRefreshToken(refreshToken)
        .build();
  }

  private RefreshToken kept(String token, String family, UserId owner) {
    return new RefreshToken(hash(token), family, owner, clock.instant().plus(refreshLifetime));
  }

  private String newRefreshToken() {
    var bytes = new byte[REFRESH_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String hash(String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java lacks SHA-256", e);
    }
  }

  private static ApiException unknownRefreshToken() {
    return new ApiException(
        ErrorCode.INVALID_REFRESH_TOKEN, "the refresh token is unknown, expired or revoked");
  }
}
