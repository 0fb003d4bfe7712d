package io.chat4all.connectors.example;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs calls and verifies them, as the Standard Webhooks specification says. Thread-safe.
final class Signature {

  private final SecretKeySpec key;

  private Signature(byte[] key) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /// @param secret `whsec_` and the key in base64
  static Signature of(String secret) {
    try {
      return new Signature(Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("secret: not base64 (expected: whsec_…)", e);
    }
  }

  String sign(String id, String timestamp, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is always there", e);
    }
  }

  /// Whether one of the given signatures, which spaces divide, is right; in constant time.
  boolean verify(String given, String id, String timestamp, byte[] body) {
    var right = sign(id, timestamp, body).getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    for (var one : given.split(" ", -1)) {
      found |= MessageDigest.isEqual(right, one.getBytes(StandardCharsets.UTF_8));
    }
    return found;
  }

  @Override
  public String toString() {
    return "Signature";
  }
}
