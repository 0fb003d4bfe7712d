package io.chat4all.core.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.identity.Secret;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.webhook.WebhookSecrets.Retiring;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

  /// The example of the Standard Webhooks libraries, whose signature is checked by each of them.
  private static final Secret SECRET = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  @Test
  void signsTheExampleOfTheSpecification() {
    assertThat(WebhookSignature.header(List.of(SECRET), ID, AT.plusMillis(999), BODY))
        .isEqualTo(SIGNATURE);
  }

  @Test
  void aSecretThatRetiresSignsUntilItsTime() {
    var random = new SecureRandom();
    var seal = new WebhookSeal(new Secret("a secret key for tests, long enough"), random);
    var id = new WebhookId(new UUID(1, 2));
    var current = WebhookSignature.newSecret(random);
    var secrets = new WebhookSecrets(current, Optional.of(new Retiring(SECRET, AT.plusSeconds(1))));
    var webhook =
        new Webhook(id, new UserId("bruno"), "", "", Set.of(), seal.seal(id, secrets), "", AT);

    var opened = seal.open(webhook);

    assertThat(opened).isEqualTo(secrets);
    assertThat(webhook.sealedSecrets()).doesNotContain("whsec_");
    assertThat(WebhookSignature.header(opened.at(AT), ID, AT, BODY)).endsWith(" " + SIGNATURE);
    assertThat(opened.at(AT.plusSeconds(1))).containsExactly(current);
    assertThat(Base64.getDecoder().decode(current.reveal().substring("whsec_".length())))
        .hasSize(32);
  }
}
