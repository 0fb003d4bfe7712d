package io.chat4all.core.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chat4all.core.identity.Seal;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.webhook.WebhookSecrets.Retiring;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/// Encrypts the secrets of webhooks for the directory.
///
/// Thread-safe.
public final class WebhookSeal {

  private final Seal seal;

  /// Seals under the secret key.
  public WebhookSeal(Secret secretKey, SecureRandom random) {
    this.seal = new Seal(secretKey, "webhook secrets", random);
  }

  /// Encrypts a webhook's secrets.
  public String seal(WebhookId id, WebhookSecrets secrets) {
    var text = new StringBuilder(secrets.current().reveal());
    secrets
        .previous()
        .ifPresent(it ->
            text.append('\n')
                .append(it.secret().reveal())
                .append('\n')
                .append(it.until().toEpochMilli()));
    return seal.seal(id.toString(), text.toString().getBytes(UTF_8));
  }

  /// Decrypts a webhook's secrets; `IllegalStateException` when another secret key sealed them.
  public WebhookSecrets open(Webhook webhook) {
    var lines =
        new String(seal.open(webhook.id().toString(), webhook.sealedSecrets()), UTF_8)
            .split("\n", -1);
    return new WebhookSecrets(
        new Secret(lines[0]),
        lines.length < 3
            ? Optional.empty()
            : Optional.of(
                new Retiring(
                    new Secret(lines[1]), Instant.ofEpochMilli(Long.parseLong(lines[2])))));
  }
}
