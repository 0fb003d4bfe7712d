package io.chat4all.core.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// Encrypts what is kept in the directory and must not be read there: AES-256-GCM under a key of
/// its purpose, derived from the secret key. The name of what is sealed is authenticated with it,
/// so that a sealed text opens only under the name and purpose that it was sealed for.
///
/// Thread-safe.
public final class Seal {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final String purpose;
  private final SecretKey key;
  private final SecureRandom random;

  /// A seal for one purpose, such as `signing keys`.
  public Seal(Secret secretKey, String purpose, SecureRandom random) {
    this.purpose = purpose;
    this.key = DerivedKeys.derive(secretKey, purpose, "AES");
    this.random = random;
  }

  /// Encrypts; the same again makes another text.
  public String seal(String name, byte[] plain) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, name).doFinal(plain);
      var both = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed);
      return Base64.getEncoder().encodeToString(both.array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java lacks AES-GCM", e);
    }
  }

  /// Decrypts; throws `IllegalStateException` for what was not sealed under this name, for this
  /// purpose and with this secret key.
  public byte[] open(String name, String sealed) {
    try {
      var bytes = Base64.getDecoder().decode(sealed);
      var nonce = new byte[NONCE_BYTES];
      System.arraycopy(bytes, 0, nonce, 0, NONCE_BYTES);
      return cipher(Cipher.DECRYPT_MODE, nonce, name)
          .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IllegalStateException(
          "the secret key does not open '%s' of the %s (expected: the SECRET_KEY it was made with)"
              .formatted(name, purpose),
          e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String name) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(name.getBytes(UTF_8));
    return cipher;
  }
}
