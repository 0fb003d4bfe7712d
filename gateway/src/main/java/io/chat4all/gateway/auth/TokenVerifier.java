package io.chat4all.gateway.auth;

import java.util.Optional;

/// Tells whose access token it is.
///
/// A verified token is remembered until it expires, is revoked or its account changes. Thread-safe.
public interface TokenVerifier {
  /// Verifies a token. The first time it checks the signature and asks the directory, which blocks.
  ///
  /// Throws `ApiException` with `UNAUTHENTICATED` when the token is missing, forged, expired,
  /// revoked, or its account was deleted or changed its password since.
  VerifiedToken verify(String token);

  /// The answer of an earlier [#verify] if it still holds. Never blocks.
  Optional<VerifiedToken> remembered(String token);
}
