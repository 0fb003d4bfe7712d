package io.chat4all.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.connector.api.WebhookOutcome;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.WebhookRequest;
import io.chat4all.core.identity.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HubWebhookTest {

  /// `printf '{"object":"page","x":"\\u00e9"}' | openssl dgst -sha256 -hmac app-secret`
  private static final String BODY = "{\"object\":\"page\",\"x\":\"\\u00e9\"}";

  private static final String SIGNATURE =
      "f11c791d7b352b0fca7035d7ee6ba72651752aaa78f58bacce9ad7a1a5bf1784";

  private static final InboundEvent EVENT = new InboundEvent.ReachChanged("1", true, Instant.EPOCH);

  private final HubWebhook webhook = webhook("app-secret");

  @Test
  void theSignatureIsOverTheRawBytes() {
    assertThat(webhook.read(post("sha256=" + SIGNATURE, BODY)))
        .isEqualTo(new WebhookOutcome.Events(List.of(EVENT)));
    assertThat(webhook.read(post("sha256=" + SIGNATURE, BODY.replace("\\u00e9", "é"))))
        .isInstanceOf(WebhookOutcome.Forged.class);
  }

  @Test
  void aSignatureOfAnotherFormIsForged() {
    for (var signature :
        List.of("", "sha256=", SIGNATURE, "sha1=" + SIGNATURE, "sha256=" + SIGNATURE + "0")) {
      assertThat(webhook.read(post(signature, BODY))).isInstanceOf(WebhookOutcome.Forged.class);
    }
  }

  @Test
  void withoutASecretEverythingIsForged() {
    assertThat(webhook("").read(post("sha256=" + SIGNATURE, BODY)))
        .isInstanceOf(WebhookOutcome.Forged.class);
  }

  @Test
  void aReaderThatThrowsMakesTheBodyUnreadable() {
    var throwing =
        new HubWebhook(
            new Secret("v"),
            new Secret("app-secret"),
            Set.of("page"),
            _ -> {
              throw new IllegalStateException("broken");
            });

    assertThat(throwing.read(post("sha256=" + SIGNATURE, BODY)))
        .isInstanceOf(WebhookOutcome.Unreadable.class);
  }

  @Test
  void anotherObjectIsUnreadable() {
    var instagram =
        new HubWebhook(
            new Secret("v"), new Secret("app-secret"), Set.of("instagram"), _ -> List.of(EVENT));

    assertThat(instagram.read(post("sha256=" + SIGNATURE, BODY)))
        .isInstanceOf(WebhookOutcome.Unreadable.class);
  }

  private static HubWebhook webhook(String secret) {
    return new HubWebhook(new Secret("v"), new Secret(secret), Set.of("page"), _ -> List.of(EVENT));
  }

  private static WebhookRequest post(String signature, String body) {
    var headers = Map.of("x-hub-signature-256", signature);
    return new WebhookRequest("POST", Map.of(), headers, body.getBytes(StandardCharsets.UTF_8));
  }
}
