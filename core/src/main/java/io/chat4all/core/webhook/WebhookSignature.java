package io.chat4all.core.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chat4all.core.identity.Secret;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs calls as the Standard Webhooks specification says (www.standardwebhooks.com, symmetric
/// signatures): `v1,` and the Base64 of HMAC-SHA256 over `id.timestamp.body`, under the bytes that
/// follow `whsec_` in Base64.
public final class WebhookSignature {

  private static final String PREFIX = "whsec_";
  private static final int SECRET_BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSignature() {}

  /// A new secret.
  public static Secret newSecret(SecureRandom random) {
    var bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return new Secret(PREFIX + Base64.getEncoder().encodeToString(bytes));
  }

  /// The header `webhook-signature`: one signature for each of the secrets.
  ///
  /// @param id the header `webhook-id`
  /// @param at the header `webhook-timestamp`, which has it in seconds
  public static String header(List<Secret> secrets, String id, Instant at, byte[] body) {
    return secrets.stream()
        .map(secret -> sign(secret, id, at, body))
        .collect(Collectors.joining(" "));
  }

  private static String sign(Secret secret, String id, Instant at, byte[] body) {
    var text = secret.reveal();
    var key = Base64.getDecoder().decode(text.substring(text.startsWith(PREFIX) ? 6 : 0));
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update("%s.%d.".formatted(id, at.getEpochSecond()).getBytes(UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java lacks " + ALGORITHM, e);
    }
  }
}
