package io.chat4all.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.stream.StreamMessage;
import io.chat4all.core.connector.WebhookAnswer;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProviderWebhooksTest {

  private TestNode node;
  private Rest provider;

  @BeforeEach
  void start() {
    node = TestNode.start();
    provider = node.anonymous();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aCallArrivesByteForByte() {
    var body = "{\"a\":\"\\u00e9 é\", \"b\" : 1}\r\n".getBytes(UTF_8);

    var reply =
        provider.send(
            "POST",
            "/webhooks/whatsapp/main?x=1&x=2&y=%C3%A9",
            body,
            Map.of("X-Hub-Signature-256", "sha256=abc", "Content-Type", "application/json"));

    assertThat(reply.expect(200).response().body()).isEmpty();
    assertThat(node.channels.webhooks.calls())
        .singleElement()
        .satisfies(call -> {
          assertThat(call.account()).hasToString("whatsapp/main");
          assertThat(call.request().method()).isEqualTo("POST");
          assertThat(call.request().body()).isEqualTo(body);
          assertThat(call.request().header("x-hub-signature-256")).contains("sha256=abc");
          assertThat(call.request().header(":path")).isEmpty();
          assertThat(call.request().query("x")).contains("1");
          assertThat(call.request().query("y")).contains("é");
        });
  }

  @Test
  void aChallengeIsAnsweredAsItIs() {
    node.channels.webhooks.answer(
        request -> new WebhookAnswer(200, request.query("hub.challenge").orElse("none")));

    var reply =
        provider.get("/webhooks/instagram/main?hub.mode=subscribe&hub.challenge=%3Cb%3E1158201444");

    assertThat(reply.expect(200).response().body()).isEqualTo("<b>1158201444");
    assertThat(reply.header("content-type")).startsWith("text/plain");
    assertThat(reply.header("x-content-type-options")).isEqualTo("nosniff");
  }

  @Test
  void aLogThatDoesNotAnswerMakesTheProviderCallAgain() {
    node.channels.webhooks.answer(_ -> {
      throw new ApiException(ErrorCode.UNAVAILABLE, "the log does not answer");
    });

    var reply = provider.post("/webhooks/telegram/main", "{}");

    reply.expectProblem(503, "unavailable");
    assertThat(reply.header("retry-after")).isNotEmpty();
  }

  @Test
  void threeMegabytesAreTakenAndMoreThanThreeMebibytesAreNot() {
    provider.post("/webhooks/whatsapp/main", "x".repeat(3 << 20)).expect(200);
    provider
        .post("/webhooks/whatsapp/main", "x".repeat((3 << 20) + 1))
        .expectProblem(413, "request_too_large");

    assertThat(node.channels.webhooks.calls())
        .singleElement()
        .satisfies(call -> assertThat(call.request().body()).hasSize(3 << 20));
  }

  @Test
  void aCallThatIsTooLargeIsAnsweredAndCountedOverHttp2Too() {
    var client = WebClient.of("h2c://127.0.0.1:" + node.gateway().ports().getFirst());

    var answer =
        client
            .post("/webhooks/telegram/main", HttpData.wrap(new byte[(3 << 20) + 1]))
            .aggregate()
            .join();
    var chunked =
        client
            .execute(
                HttpRequest.of(
                    RequestHeaders.of(HttpMethod.POST, "/webhooks/telegram/main"),
                    StreamMessage.of(
                        HttpData.wrap(new byte[2 << 20]), HttpData.wrap(new byte[2 << 20]))))
            .aggregate()
            .join();

    assertThat(answer.status().code()).isEqualTo(413);
    assertThat(answer.contentUtf8()).contains("request_too_large");
    assertThat(chunked.status().code()).isEqualTo(413);
    assertThat(provider.get("/metrics").response().body())
        .contains("chat4all_webhooks_total{channel=\"telegram\",outcome=\"too_large\"} 2.0");
    assertThat(node.channels.webhooks.calls()).isEmpty();
  }

  @Test
  void whatIsNoAccountIsNotFound() {
    provider.post("/webhooks/What/main", "{}").expectProblem(404, "not_found");
    provider.post("/webhooks/whatsapp/Main%20One", "{}").expectProblem(404, "not_found");
    provider.post("/webhooks/whatsapp", "{}").expectProblem(404, "not_found");
    provider.delete("/webhooks/whatsapp/main").expectProblem(405, "method_not_allowed");

    assertThat(node.channels.webhooks.calls()).isEmpty();
  }

  @Test
  void callsAreCountedByChannelAndOutcome() {
    node.channels.webhooks.answer(
        request -> new WebhookAnswer(request.body().length == 0 ? 401 : 200, ""));
    provider.post("/webhooks/telegram/main", "{}").expect(200);
    provider.post("/webhooks/telegram/main", "").expect(401);
    provider.post("/webhooks/made-up/main", "{}").expect(200);

    assertThat(provider.get("/metrics").response().body())
        .contains("chat4all_webhooks_total{channel=\"telegram\",outcome=\"accepted\"} 1.0")
        .contains("chat4all_webhooks_total{channel=\"telegram\",outcome=\"forged\"} 1.0")
        .contains("chat4all_webhooks_total{channel=\"unknown\",outcome=\"accepted\"} 1.0")
        .doesNotContain("made-up");
  }
}
