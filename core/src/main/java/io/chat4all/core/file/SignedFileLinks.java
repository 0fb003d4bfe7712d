package io.chat4all.core.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chat4all.core.identity.DerivedKeys;
import io.chat4all.core.identity.Secret;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/// Links to files that the gateways serve: `<base>/files/<id>?expires=<seconds>&signature=<…>`,
/// signed by HMAC-SHA256 under a key derived from the secret key, so that any gateway of the
/// cluster verifies what any process signed.
///
/// Thread-safe.
public final class SignedFileLinks implements FileLinks {

  private static final String ALGORITHM = "HmacSHA256";

  private final Supplier<URI> base;
  private final SecretKey key;
  private final Clock clock;

  /// `publicUrl` is where the gateways are reached from outside, without a slash at its end.
  public SignedFileLinks(Supplier<URI> publicUrl, Secret secretKey, Clock clock) {
    this.base = publicUrl;
    this.key = DerivedKeys.derive(secretKey, "file links", ALGORITHM);
    this.clock = clock;
  }

  @Override
  public URI link(String fileId, Duration validFor) {
    if (!StoredFile.isValidId(fileId)) {
      throw new IllegalArgumentException("file id: '%s'".formatted(fileId));
    }
    long expires = clock.instant().plus(validFor).getEpochSecond();
    return URI.create(
        "%s/files/%s?expires=%d&signature=%s"
            .formatted(base.get(), fileId, expires, sign(fileId, expires)));
  }

  /// Whether a link was signed here and has not expired; takes as long for a wrong signature as for
  /// a right one.
  public boolean isValid(String fileId, String expires, String signature) {
    long until;
    try {
      until = Long.parseLong(expires);
    } catch (NumberFormatException _) {
      return false;
    }
    boolean genuine =
        MessageDigest.isEqual(sign(fileId, until).getBytes(UTF_8), signature.getBytes(UTF_8));
    return genuine && clock.instant().isBefore(Instant.ofEpochSecond(until));
  }

  private String sign(String fileId, long expires) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      var signed = mac.doFinal((fileId + "\n" + expires).getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java lacks HmacSHA256", e);
    }
  }
}
