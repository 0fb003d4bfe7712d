package io.chat4all.gateway.auth;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.UserId;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/// Writes and reads access tokens: JWTs (RFC 7519) signed with EdDSA (RFC 8037), with the claims
/// `iss`, `sub`, `role`, `ver`, `jti`, `iat` and `exp`.
///
/// Thread-safe.
final class AccessTokens {

  private static final int MAX_LENGTH = 8_192;
  private static final int ID_BYTES = 16;
  private static final AlgorithmConstraints ONLY_EDDSA =
      new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA);

  /// What a token says, its signature and expiry found good.
  ///
  /// @param version the account's when the token was given
  record Claims(UserId subject, int version, String tokenId, Instant expiresAt) {}

  private final KeyRing keys;
  private final String issuer;
  private final Duration lifetime;
  private final SecureRandom random;
  private final Clock clock;

  AccessTokens(KeyRing keys, String issuer, Duration lifetime, SecureRandom random, Clock clock) {
    this.keys = keys;
    this.issuer = issuer;
    this.lifetime = lifetime;
    this.random = random;
    this.clock = clock;
  }

  Duration lifetime() {
    return lifetime;
  }

  String issue(Account account) {
    var now = clock.instant();
    var claims = new JwtClaims();
    claims.setIssuer(issuer);
    claims.setSubject(account.id().value());
    claims.setStringClaim("role", account.role().name().toLowerCase(Locale.ROOT));
    claims.setClaim("ver", account.version());
    claims.setJwtId(newId());
    claims.setIssuedAt(NumericDate.fromMilliseconds(now.toEpochMilli()));
    claims.setExpirationTime(NumericDate.fromMilliseconds(now.plus(lifetime).toEpochMilli()));
    var signature = new JsonWebSignature();
    signature.setAlgorithmConstraints(ONLY_EDDSA);
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    signature.setKeyIdHeaderValue(keys.signer().keyId());
    signature.setKey(keys.signer().key());
    signature.setPayload(claims.toJson());
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("cannot sign an access token", e);
    }
  }

  /// What a token says, or `UNAUTHENTICATED`.
  Claims read(String token) {
    if (token.length() > MAX_LENGTH) {
      throw refused("the access token is too long");
    }
    try {
      var signature = new JsonWebSignature();
      signature.setAlgorithmConstraints(ONLY_EDDSA);
      signature.setCompactSerialization(token);
      signature.setKey(keyOf(signature));
      if (!signature.verifySignature()) {
        throw refused("the access token is forged");
      }
      return claims(JwtClaims.parse(signature.getPayload()));
    } catch (JoseException | InvalidJwtException | MalformedClaimException e) {
      throw refused("the access token is malformed or forged");
    }
  }

  private PublicKey keyOf(JsonWebSignature signature) {
    var id = signature.getKeyIdHeaderValue();
    return keys.find(id == null ? "" : id)
        .orElseThrow(() -> refused("the access token is signed by an unknown key"));
  }

  private Claims claims(JwtClaims claims) throws MalformedClaimException {
    var subject = claims.getSubject();
    var expiry = claims.getExpirationTime();
    var version = claims.getClaimValue("ver", Long.class);
    var tokenId = claims.getJwtId();
    if (subject == null || expiry == null || version == null || tokenId == null) {
      throw refused("the access token lacks a claim");
    }
    if (!issuer.equals(claims.getIssuer()) || !UserId.isValid(subject)) {
      throw refused("the access token is not ours");
    }
    var expiresAt = Instant.ofEpochSecond(expiry.getValue());
    if (!clock.instant().isBefore(expiresAt)) {
      throw refused("the access token has expired");
    }
    return new Claims(new UserId(subject), version.intValue(), tokenId, expiresAt);
  }

  private String newId() {
    var bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static ApiException refused(String why) {
    return new ApiException(ErrorCode.UNAUTHENTICATED, why);
  }
}
