package io.chat4all.core.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// Makes keys for one purpose each out of the one secret key, by HKDF-SHA-256 (RFC 5869).
///
/// The same secret and purpose always make the same key, in every process. Thread-safe.
public final class DerivedKeys {

  private static final int KEY_BYTES = 32;

  private DerivedKeys() {}

  /// A key of 256 bits.
  ///
  /// @param purpose such as `signing keys`
  /// @param algorithm what the key is for, such as `AES` or `HmacSHA256`
  public static SecretKey derive(Secret secretKey, String purpose, String algorithm) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(secretKey.reveal().getBytes(UTF_8))
                  .thenExpand(("chat4all " + purpose).getBytes(UTF_8), KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java lacks HKDF-SHA256", e);
    }
  }
}
