package io.chat4all.worker.inbound;

import static io.chat4all.worker.inbound.Outside.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.connector.api.WebhookOutcome;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.WebhookAnswer;
import io.chat4all.core.connector.WebhookRequest;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WebhooksTest {

  private static final WebhookRequest POST =
      new WebhookRequest("POST", Map.of(), Map.of(), new byte[0]);
  private static final WebhookRequest GET =
      new WebhookRequest("GET", Map.of(), Map.of(), new byte[0]);

  private final Outside outside = new Outside();
  private final Webhooks webhooks = new Webhooks(outside.connectors, outside.log, outside.clock);

  @AfterEach
  void close() {
    outside.close();
  }

  @Test
  void newsAreInTheLogBeforeTheyAreAnswered() {
    outside.whatsapp.webhook =
        new WebhookOutcome.Events(List.of(outside.text("m1", "oi"), outside.text("m2", "tudo?")));

    assertThat(webhooks.receive(ACCOUNT, POST)).isEqualTo(WebhookAnswer.OK);

    assertThat(outside.log.told())
        .extracting(Inbound::event)
        .containsExactly(outside.text("m1", "oi"), outside.text("m2", "tudo?"));
    assertThat(webhooks.stats()).isEqualTo(new WebhookStats(1, 2, 0, 0, 0, 0));
  }

  @Test
  void logThatDoesNotTakeThemMakesTheProviderTellAgain() {
    outside.whatsapp.webhook = new WebhookOutcome.Events(List.of(outside.text("m1", "oi")));
    outside.log.refuse(ErrorCode.OVERLOADED);

    assertThatThrownBy(() -> webhooks.receive(ACCOUNT, POST))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));

    assertThat(webhooks.stats().failed()).isEqualTo(1);
    outside.log.recover();
  }

  @Test
  void challengeIsAnsweredExactly() {
    outside.whatsapp.webhook = new WebhookOutcome.Challenge("1158201444");

    assertThat(webhooks.receive(ACCOUNT, GET)).isEqualTo(new WebhookAnswer(200, "1158201444"));
  }

  @Test
  void forgedUnreadableAndUnknownCallsAreRefusedAndCounted() {
    outside.whatsapp.webhook = new WebhookOutcome.Forged("no signature");
    assertThat(webhooks.receive(ACCOUNT, POST).status()).isEqualTo(401);
    assertThat(webhooks.receive(ACCOUNT, GET).status()).isEqualTo(403);
    outside.whatsapp.webhook = new WebhookOutcome.Unreadable("no json");
    assertThat(webhooks.receive(ACCOUNT, POST).status()).isEqualTo(400);
    var nobody = new ChannelAccountId(new ChannelId("whatsapp"), "nobody");
    assertThat(webhooks.receive(nobody, POST).status()).isEqualTo(404);

    assertThat(outside.log.told()).isEmpty();
    assertThat(webhooks.stats()).isEqualTo(new WebhookStats(4, 0, 1, 2, 1, 0));
  }

  @Test
  void callWithoutNewsIsAnsweredAtOnce() {
    outside.log.refuse(ErrorCode.UNAVAILABLE);

    assertThat(webhooks.receive(ACCOUNT, POST)).isEqualTo(WebhookAnswer.OK);
    outside.log.recover();
  }

  @Test
  void stoppedAccountIsToldAllTheSame() {
    outside.connectors.stop(ACCOUNT, 1, "token revoked");
    outside.whatsapp.webhook = new WebhookOutcome.Events(List.of(outside.text("m1", "oi")));

    assertThat(webhooks.receive(ACCOUNT, POST)).isEqualTo(WebhookAnswer.OK);
  }
}
