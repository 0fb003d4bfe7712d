package io.chat4all.simulators.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Meta's signatures: `X-Hub-Signature-256` and `appsecret_proof`.
public final class MetaSignature {

  private static final String ALGORITHM = "HmacSHA256";

  private MetaSignature() {}

  /// The value of `appsecret_proof`.
  public static String hex(String appSecret, String token) {
    return hex(appSecret, token.getBytes(StandardCharsets.UTF_8));
  }

  static String of(String appSecret, byte[] body) {
    return "sha256=" + hex(appSecret, body);
  }

  private static String hex(String appSecret, byte[] body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(appSecret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
