package io.chat4all.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.webhook.WebhookAttempt;
import io.chat4all.core.webhook.WebhookDelivery;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Webhooks are registered, changed and asked what they were told.
@Timeout(60)
class WebhookCallsTest {

  private static final String URL = "https://example.org/hook";

  private TestNode node;
  private Rest bruno;
  private Rest maria;

  @BeforeEach
  void start() {
    node = TestNode.start();
    bruno = node.user("bruno");
    maria = node.user("maria");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Reply register() {
    return bruno.post("/v1/webhooks", "{\"url\":\"%s\"}".formatted(URL)).expect(201);
  }

  private static String path(Reply registered) {
    return "/v1/webhooks/" + registered.text("webhook_id");
  }

  @Test
  void theSecretIsAnsweredOnce() {
    var made =
        bruno
            .post(
                "/v1/webhooks",
                "{\"url\":\"%s\",\"events\":[\"message.status\"],\"description\":\"CRM\"}"
                    .formatted(URL))
            .expect(201);

    assertThat(made.text("secret")).startsWith("whsec_");
    assertThat(made.json().path("events")).hasSize(1);
    assertThat(made.json().path("enabled").asBoolean()).isTrue();
    var read = bruno.get(path(made)).expect(200);
    assertThat(read.text("url")).isEqualTo(URL);
    assertThat(read.text("description")).isEqualTo("CRM");
    assertThat(read.response().body()).doesNotContain("whsec_");
    var kept = node.webhooks.of(new UserId("bruno")).getFirst();
    assertThat(kept.sealedSecrets()).doesNotContain(made.text("secret"));
    assertThat(node.log.changes())
        .contains(new DirectoryChange.WebhooksChanged(new UserId("bruno")));
  }

  @Test
  void nothingSaidMeansEveryEvent() {
    assertThat(register().json().path("events")).hasSize(4);
    assertThat(bruno.get("/v1/webhooks").expect(200).json()).hasSize(1);
  }

  @Test
  void somebodyElsesIsNotFound() {
    var path = path(register());

    assertThat(maria.get("/v1/webhooks").expect(200).json()).isEmpty();
    maria.get(path).expectProblem(404, "not_found");
    maria.patch(path, "{\"enabled\":false}").expectProblem(404, "not_found");
    maria.delete(path).expectProblem(404, "not_found");
    maria.post(path + ":rotate", "").expectProblem(404, "not_found");
    maria.post(path + ":test", "").expectProblem(404, "not_found");
    maria.get(path + "/deliveries").expectProblem(404, "not_found");
    node.admin().get(path).expectProblem(404, "not_found");
    node.anonymous().get(path).expectProblem(401, "unauthenticated");
  }

  @Test
  void badRegistrationsAreRefusedByName() {
    bruno.post("/v1/webhooks", "{}").expectProblem(400, "invalid_argument", "url");
    for (var url :
        List.of("http://example.org/", "https://127.0.0.1/", "https://localhost/", "x")) {
      bruno
          .post("/v1/webhooks", "{\"url\":\"%s\"}".formatted(url))
          .expectProblem(400, "invalid_argument", "url");
    }
    bruno
        .post("/v1/webhooks", "{\"url\":\"%s\",\"events\":[\"typing\"]}".formatted(URL))
        .expectProblem(400, "invalid_argument", "events[0]");
    bruno.get("/v1/webhooks/none").expectProblem(400, "invalid_argument", "webhook_id");
  }

  @Test
  void anAccountHasTwenty() {
    for (int i = 0; i < 20; i++) {
      register();
    }

    bruno
        .post("/v1/webhooks", "{\"url\":\"%s\"}".formatted(URL))
        .expectProblem(409, "already_exists");
  }

  @Test
  void whatIsLeftOutOfAChangeStays() {
    var path = path(register());

    var changed =
        bruno.patch(path, "{\"description\":\"new\",\"events\":[\"message.created\"]}").expect(200);
    assertThat(changed.text("url")).isEqualTo(URL);
    assertThat(changed.json().path("enabled").asBoolean()).isTrue();
    assertThat(changed.json().path("events")).hasSize(1);

    var stopped = bruno.patch(path, "{\"enabled\":false}").expect(200);
    assertThat(stopped.text("disabled_reason")).isEqualTo("stopped by its owner");
    assertThat(stopped.text("description")).isEqualTo("new");
    bruno.post(path + ":test", "").expectProblem(400, "invalid_argument", "webhook_id");
    bruno
        .patch(path, "{\"url\":\"https://10.0.0.1/\"}")
        .expectProblem(400, "invalid_argument", "url");

    assertThat(bruno.patch(path, "{\"enabled\":true}").text("disabled_reason")).isEmpty();
    bruno.delete(path).expect(204);
    bruno.get(path).expectProblem(404, "not_found");
  }

  @Test
  void aRotatedSecretIsAnother() {
    var made = register();

    var rotated = bruno.post(path(made) + ":rotate", "").expect(200);

    assertThat(rotated.text("secret")).startsWith("whsec_").isNotEqualTo(made.text("secret"));
  }

  @Test
  void deliveriesAreListedWithTheirAttemptsAndReplayed() {
    var path = path(register());
    var first = bruno.post(path + ":test", "").expect(202).text("delivery_id");
    var second = bruno.post(path + ":test", "").expect(202).text("delivery_id");
    var delivery = delivery(first);
    node.webhookDeliveries.update(
        List.of(
            delivery.failed(
                new WebhookAttempt(delivery.createdAt(), Duration.ofMillis(12), 410, "HTTP 410"),
                "HTTP 410")));

    var failed = bruno.get(path + "/deliveries?state=failed").expect(200).json();
    assertThat(failed).hasSize(1);
    assertThat(failed.get(0).path("delivery_id").asText()).isEqualTo(first);
    assertThat(failed.get(0).path("reason").asText()).isEqualTo("HTTP 410");
    var attempt = failed.get(0).path("attempts").get(0);
    assertThat(attempt.path("http_status").asInt()).isEqualTo(410);
    assertThat(attempt.path("took_ms").asInt()).isEqualTo(12);

    var page = bruno.get(path + "/deliveries?page_size=1").expect(200);
    var rest = bruno.get(page.header("link").replaceAll("<(.*)>.*", "$1")).expect(200);
    assertThat(List.of(id(page), id(rest))).containsExactlyInAnyOrder(first, second);

    var replayed = bruno.post(path + "/deliveries/" + first + ":replay", "").expect(202);
    assertThat(replayed.text("state")).isEqualTo("waiting");
    assertThat(bruno.get(path + "/deliveries/" + first).text("body"))
        .startsWith("{\"type\":\"webhook.test\",");
    bruno
        .post(path + "/deliveries/" + path.substring(13) + ":replay", "")
        .expectProblem(404, "not_found");
    maria.post(path + "/deliveries/" + first + ":replay", "").expectProblem(404, "not_found");
    bruno
        .get(path + "/deliveries?page_token=x")
        .expectProblem(400, "invalid_argument", "page_token");
  }

  private static String id(Reply page) {
    return page.json().get(0).path("delivery_id").asText();
  }

  private WebhookDelivery delivery(String id) {
    return node.webhookDeliveries.all().stream()
        .filter(it -> it.id().toString().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
