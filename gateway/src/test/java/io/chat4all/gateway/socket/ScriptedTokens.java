package io.chat4all.gateway.socket;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.gateway.auth.TokenVerifier;
import io.chat4all.gateway.auth.VerifiedToken;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Takes `token-<user>` for the user's token, until the user is deleted. Thread-safe.
final class ScriptedTokens implements TokenVerifier {

  private static final String PREFIX = "token-";

  private final Set<String> deleted = ConcurrentHashMap.newKeySet();
  private volatile Instant expiresAt = Instant.MAX;

  /// New and old tokens are good until then.
  void expireAt(Instant time) {
    expiresAt = time;
  }

  void delete(String user) {
    deleted.add(user);
  }

  @Override
  public VerifiedToken verify(String token) {
    var name = token.startsWith(PREFIX) ? token.substring(PREFIX.length()) : "";
    if (!UserId.isValid(name) || deleted.contains(name)) {
      throw new ApiException(ErrorCode.UNAUTHENTICATED, "the token is not good");
    }
    var user = new UserId(name);
    return new VerifiedToken(new Caller(user, Role.USER), "id-of-" + token, expiresAt);
  }

  @Override
  public Optional<VerifiedToken> remembered(String token) {
    return Optional.empty();
  }
}
