package io.chat4all.simulators;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import io.chat4all.simulators.config.AccountsConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import io.chat4all.simulators.world.Channel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Playing the people over HTTP.
@Timeout(60)
class ControlTest {

  private static final String ID = AccountsConfig.demo().whatsapp().getFirst().phoneNumberId();

  private final WebhookSink sink = new WebhookSink();
  private Simulators simulators;
  private Http http;

  @BeforeEach
  void start() {
    simulators = Simulators.start(SimulatorsConfig.demo(), new ManualClock());
    http = new Http(simulators.url());
  }

  @AfterEach
  void stop() {
    simulators.close();
    sink.close();
  }

  @Test
  void peopleAreListedWithTheirAddressesButNoSecrets() throws Exception {
    var people = http.get("/control/people", "").json();
    var accounts = http.get("/control/accounts", "");

    assertThat(people).hasSize(5);
    assertThat(people.at("/1/channels/whatsapp/address").asText()).isEqualTo("553187650004");
    assertThat(accounts.json()).hasSize(4);
    assertThat(accounts.text()).doesNotContain("secret").doesNotContain("token");
  }

  @Test
  void personWritesReadsReactsAndBlocks() throws Exception {
    put("/control/webhooks/whatsapp/" + ID, "{\"url\":\"" + sink.url() + "\"}");
    var written =
        http.post("/control/people/maria/whatsapp/write", "", "{\"text\":\"olá\"}").json();
    var id = written.path("message_id").asText();
    http.post(
        "/control/people/maria/whatsapp/react",
        "",
        "{\"message_id\":\"" + id + "\",\"emoji\":\"👍\"}");
    http.post("/control/people/maria/whatsapp/write", "", "{\"type\":\"image\"}");
    var events = sink.messages(3);
    http.post("/control/people/maria/whatsapp/block", "", "{\"blocked\":true}");
    var refused = http.post("/control/people/maria/whatsapp/write", "", "{\"text\":\"oi\"}");
    var conversation = http.get("/control/people/maria/whatsapp", "").json();
    var picture = http.get(conversation.at("/1/media/url").asText(), "");

    assertThat(events).anySatisfy(event -> assertThat(event.has("reaction")).isTrue());
    assertThat(refused.status()).isEqualTo(409);
    assertThat(conversation).hasSize(2);
    assertThat(conversation.at("/0/reactions/person").asText()).isEqualTo("👍");
    assertThat(picture.header("content-type")).isEqualTo("image/png");
  }

  @Test
  void webhookThatDoesNotAnswerTheChallengeIsNotTaken() throws Exception {
    var body = "{\"url\":\"" + sink.url() + "\",\"verify\":true}";
    var refused = put("/control/webhooks/whatsapp/" + ID, body);
    sink.verifyToken("demo-whatsapp-verify-token");
    var taken = put("/control/webhooks/whatsapp/" + ID, body);

    assertThat(refused.status().code()).isEqualTo(400);
    assertThat(taken.status().code()).isEqualTo(200);
  }

  @Test
  void settingsAreChangedFieldByField() throws Exception {
    put("/control/limits", "{\"enabled\":false}");
    put("/control/timing", "{\"latency_ms\":1}");
    put("/control/faults", "{\"seed\":5,\"probabilities\":{\"error_before\":1}}");
    var limits = http.get("/control/limits", "").json();
    var timing = http.get("/control/timing", "").json();
    var failed = send();
    var faults = http.get("/control/faults", "").json();
    var wrong = put("/control/faults", "{\"probabilities\":{\"slow\":7}}");

    assertThat(limits.path("enabled").asBoolean()).isFalse();
    assertThat(limits.path("pair_burst").asInt()).isEqualTo(45);
    assertThat(timing.path("latency_ms").asInt()).isEqualTo(1);
    assertThat(failed.status()).isEqualTo(500);
    assertThat(faults.at("/made/error_before").asInt()).isEqualTo(1);
    assertThat(wrong.status().code()).isEqualTo(400);
  }

  @Test
  void tokenExpiresAndWorksAgain() throws Exception {
    put("/control/tokens/whatsapp/" + ID, "{\"expired\":true}");
    var expired = send();
    put("/control/tokens/whatsapp/" + ID, "{\"expired\":false}");

    assertThat(expired.code()).isEqualTo(190);
    assertThat(send().status()).isEqualTo(200);
  }

  @Test
  void booksAreReadAndReset() throws Exception {
    send();
    var books = http.get("/control/books?channel=whatsapp", "").json();
    var later = http.get("/control/books?channel=whatsapp&since=1", "").json();
    http.post("/control/reset", "", "{}");

    assertThat(books.at("/0/text").asText()).isEqualTo("oi");
    assertThat(books.at("/0/correlation").asText()).isEqualTo("ours");
    assertThat(later).isEmpty();
    assertThat(simulators.books().outbound(Channel.WHATSAPP)).isEmpty();
  }

  @Test
  void personIsAddedAndReached() throws Exception {
    put(
        "/control/people/rita",
        "{\"name\":\"Rita\",\"phone\":\"5511912345678\",\"behaviour\":{\"reply\":\"oi!\"}}");

    assertThat(http.get("/control/people/rita", "").json().at("/behaviour/reply").asText())
        .isEqualTo("oi!");
    assertThat(http.get("/control/people/rita", "").json().at("/channels/whatsapp/phone").asText())
        .isEqualTo("5511912345678");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/control/people/nobody",
        "/control/people/maria/pigeon",
        "/control/nothing",
        "/control/",
        "/nothing"
      })
  void whatIsNotThereIsNotFound(String path) throws Exception {
    assertThat(http.get(path, "").status()).isEqualTo(404);
  }

  @Test
  void formOfAForeignPageIsNotObeyed() {
    var answer =
        BlockingWebClient.of(simulators.url())
            .execute(
                HttpRequest.of(
                    HttpMethod.POST,
                    "/control/people/maria/whatsapp/write",
                    MediaType.PLAIN_TEXT,
                    "{\"text\":\"oi\"}"));

    assertThat(answer.status().code()).isEqualTo(400);
  }

  @Test
  void pageAndItsFilesAreServed() throws Exception {
    var page = http.get("/", "");

    assertThat(page.text()).contains("/page/people.js").contains("/page/style.css");
    assertThat(page.header("content-security-policy")).contains("default-src 'none'");
    assertThat(http.get("/page/people.js", "").status()).isEqualTo(200);
    assertThat(http.get("/page/style.css", "").status()).isEqualTo(200);
  }

  private Http.Reply send() throws java.io.IOException {
    return http.post(
        "/v26.0/" + ID + "/messages",
        "demo-whatsapp-token",
        """
        {"messaging_product":"whatsapp","to":"5511987650001","text":{"body":"oi"},
         "biz_opaque_callback_data":"ours"}
        """);
  }

  private AggregatedHttpResponse put(String path, String body) {
    return BlockingWebClient.of(simulators.url())
        .execute(HttpRequest.of(HttpMethod.PUT, path, MediaType.JSON, body));
  }
}
