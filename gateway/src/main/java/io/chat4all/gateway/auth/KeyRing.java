package io.chat4all.gateway.auth;

import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.AccountDirectory.SigningKey;
import io.chat4all.core.identity.Seal;
import io.chat4all.core.identity.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The Ed25519 keys that sign access tokens. The first one is made at the first start; any of them
/// verifies, the newest signs.
///
/// A key that another gateway made later is found when a token names it; the directory is asked for
/// unknown names at most once in ten seconds.
///
/// Thread-safe.
final class KeyRing {

  private static final String ALGORITHM = "Ed25519";
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
  private static final int RAW_KEY_BYTES = 32;

  /// The key that signs.
  record Signer(String keyId, PrivateKey key) {}

  private final AccountDirectory directory;
  private final Seal seal;
  private final Clock clock;
  private final Signer signer;
  private volatile Map<String, PublicKey> keys = Map.of();
  private Instant looked;

  private KeyRing(AccountDirectory directory, Seal seal, Clock clock) {
    this.directory = directory;
    this.seal = seal;
    this.clock = clock;
    this.looked = clock.instant();
    var kept = directory.signingKeys();
    if (kept.isEmpty()) {
      directory.addSigningKey(newKey());
      kept = directory.signingKeys();
    }
    this.signer = signer(kept.getFirst());
    this.keys = publicKeys(kept);
  }

  /// Reads the keys, and makes one when there is none; `IllegalStateException` when the secret key
  /// does not open them.
  static KeyRing open(
      AccountDirectory directory, Secret secretKey, SecureRandom random, Clock clock) {
    return new KeyRing(directory, new Seal(secretKey, "signing keys", random), clock);
  }

  Signer signer() {
    return signer;
  }

  Optional<PublicKey> find(String keyId) {
    var key = keys.get(keyId);
    return key == null ? lookAgain(keyId) : Optional.of(key);
  }

  /// The public keys as a JSON Web Key Set (RFC 7517, RFC 8037).
  String jwks() {
    return keys.entrySet().stream()
        .map(key ->
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"use\":\"sig\",\"alg\":\"EdDSA\",\"kid\":\"%s\",\"x\":\"%s\"}"
                .formatted(key.getKey(), encode(raw(key.getValue()))))
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  private synchronized Optional<PublicKey> lookAgain(String keyId) {
    var now = clock.instant();
    if (now.isAfter(looked.plus(LOOK_AGAIN))) {
      looked = now;
      keys = publicKeys(directory.signingKeys());
    }
    return Optional.ofNullable(keys.get(keyId));
  }

  private SigningKey newKey() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      var digest = MessageDigest.getInstance("SHA-256").digest(raw(pair.getPublic()));
      String id = encode(Arrays.copyOf(digest, 12));
      return new SigningKey(
          id,
          encode(pair.getPublic().getEncoded()),
          seal.seal(id, pair.getPrivate().getEncoded()),
          clock.instant());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java lacks Ed25519", e);
    }
  }

  private Signer signer(SigningKey kept) {
    var spec = new PKCS8EncodedKeySpec(seal.open(kept.keyId(), kept.encryptedPrivateKey()));
    try {
      return new Signer(kept.keyId(), KeyFactory.getInstance(ALGORITHM).generatePrivate(spec));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("not an Ed25519 key: " + kept.keyId(), e);
    }
  }

  private static Map<String, PublicKey> publicKeys(List<SigningKey> kept) {
    var found = new LinkedHashMap<String, PublicKey>();
    for (var key : kept) {
      var spec = new X509EncodedKeySpec(Base64.getUrlDecoder().decode(key.publicKey()));
      try {
        found.put(key.keyId(), KeyFactory.getInstance(ALGORITHM).generatePublic(spec));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("not an Ed25519 key: " + key.keyId(), e);
      }
    }
    return found;
  }

  /// The 32 bytes of RFC 8032, which end the X.509 form.
  private static byte[] raw(PublicKey key) {
    var encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - RAW_KEY_BYTES, encoded.length);
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
