package io.chat4all.simulators;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.chat4all.simulators.config.AccountsConfig;
import io.chat4all.simulators.config.BehaviourConfig;
import io.chat4all.simulators.config.LimitConfig;
import io.chat4all.simulators.config.PersonConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import io.chat4all.simulators.world.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The Bot API's rules, over plain HTTP.
@Timeout(60)
class TelegramTest {

  private static final String TOKEN = AccountsConfig.demo().telegram().getFirst().token();
  private static final String BOT = TOKEN.substring(0, TOKEN.indexOf(':'));

  private final ManualClock clock = new ManualClock();
  private final WebhookSink sink = new WebhookSink();
  private Simulators simulators;
  private Http http;

  @BeforeEach
  void start() {
    simulators =
        Simulators.start(
            SimulatorsConfig.demo()
                .withPeople(
                    PersonConfig.demo().stream()
                        .map(person -> person.behaving(BehaviourConfig.byHand()))
                        .toList()),
            clock);
    http = new Http(simulators.url());
  }

  @AfterEach
  void stop() {
    simulators.close();
    sink.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/botnonsense/getMe,401,Unauthorized: invalid token specified",
    "/bot1:unknown/getMe,401,Unauthorized",
    "/bot700100200:demo-telegram-token/noSuchMethod,404,Not Found: method not found",
    "/bot700100200:demo-telegram-token/sendMessage?chat_id=7001,400,Bad Request: message text is empty",
    "/bot700100200:demo-telegram-token/sendMessage?text=a,400,Bad Request: chat_id is empty",
    "/bot700100200:demo-telegram-token/sendMessage?chat_id=7001&text=%3Cb%3Ea&parse_mode=HTML,400,"
        + "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    "/bot700100200:demo-telegram-token/sendMessage?chat_id=7001&text=a.b&parse_mode=MarkdownV2,400,"
        + "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with"
        + " the preceding '\\'",
  })
  void errorSaysWhatIsWrong(String path, int status, String description) throws IOException {
    var answer = http.get(path, "");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().path("ok").asBoolean(true)).isFalse();
    assertThat(answer.json().path("error_code").asInt()).isEqualTo(status);
    assertThat(answer.json().path("description").asText()).isEqualTo(description);
  }

  @Test
  void textEndsAt4096Characters() throws IOException {
    simulators.limits(LimitConfig.off());

    assertThat(send(7001, "😀".repeat(4096)).status()).isEqualTo(200);
    assertThat(send(7001, "a".repeat(4097)).json().path("description").asText())
        .isEqualTo("Bad Request: message is too long");
  }

  @Test
  void tooManyInOneChatWaitAndTheOthersDoNot() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertThat(send(7001, "m" + i).status()).isEqualTo(200);
    }
    var tooMany = send(7001, "m4");
    var elsewhere = send(7002, "m");
    clock.advance(Duration.ofSeconds(2));

    assertThat(tooMany.status()).isEqualTo(429);
    assertThat(tooMany.header("retry-after"))
        .isEqualTo(tooMany.json().at("/parameters/retry_after").asText());
    assertThat(elsewhere.status()).isEqualTo(200);
    assertThat(send(7001, "m4").status()).isEqualTo(200);
  }

  @Test
  void longPollReturnsWhenSomebodyWrites() throws Exception {
    var poll = poll("?timeout=30");
    simulators.phone(Channel.TELEGRAM, "maria").write("oi");

    assertThat(poll.get().json().at("/result/0/message/text").asText()).isEqualTo("oi");
  }

  @Test
  void olderPollIsEndedByAnother() throws Exception {
    var first = poll("?timeout=30");
    for (int offset = 1; !first.isDone() && offset < 1_000; offset++) {
      assertThat(http.get("/bot" + TOKEN + "/getUpdates?offset=" + offset, "").status())
          .isEqualTo(200);
    }

    assertThat(first.get().status()).isEqualTo(409);
    assertThat(first.get().json().path("description").asText())
        .startsWith("Conflict: terminated by other getUpdates request");
  }

  @Test
  void pollAndWebhookExcludeEachOther() throws Exception {
    setWebhook("");
    var refused = http.get("/bot" + TOKEN + "/getUpdates", "");
    var info = http.get("/bot" + TOKEN + "/getWebhookInfo", "").json();
    http.get("/bot" + TOKEN + "/deleteWebhook", "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().path("description").asText()).contains("while webhook is active");
    assertThat(info.at("/result/url").asText()).isEqualTo(sink.url().toString());
    assertThat(http.get("/bot" + TOKEN + "/getUpdates", "").status()).isEqualTo(200);
  }

  @Test
  void webhookCarriesTheSecretAndKeepsTheOrderOfAChat() throws Exception {
    sink.answers(number ->
        number == 1 ? HttpResponse.of(HttpStatus.BAD_GATEWAY) : HttpResponse.of(HttpStatus.OK));
    setWebhook("&secret_token=s3cret");
    var maria = simulators.phone(Channel.TELEGRAM, "maria");
    for (int i = 0; i < 5; i++) {
      maria.write("m" + i);
    }
    var calls = sink.calls(6);

    assertThat(calls)
        .allSatisfy(call ->
            assertThat(call.headers().get("x-telegram-bot-api-secret-token")).isEqualTo("s3cret"));
    assertThat(calls)
        .extracting(call -> WebhookSink.json(call).at("/message/text").asText())
        .containsExactly("m0", "m0", "m1", "m2", "m3", "m4");
  }

  @Test
  void updatesThatWaitedGoToTheWebhook() throws Exception {
    simulators.phone(Channel.TELEGRAM, "maria").write("before");
    setWebhook("");

    assertThat(WebhookSink.json(sink.calls(1).getFirst()).at("/message/text").asText())
        .isEqualTo("before");
    assertThat(
            simulators
                .books()
                .await(
                    books -> books.inbound(Channel.TELEGRAM).getFirst().acknowledged() == 1,
                    Duration.ofSeconds(10)))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.com/hook,bad webhook: An HTTPS URL must be provided for webhook",
    "https://example.com:9999/hook,bad webhook: Webhook can be set up only on ports 80",
    "ftp://example.com/hook,invalid webhook URL specified",
  })
  void webhookUrlIsChecked(String url, String why) throws IOException {
    var answer = http.get("/bot" + TOKEN + "/setWebhook?url=" + url, "");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("description").asText()).startsWith("Bad Request: " + why);
  }

  @Test
  void updateIsForgottenAfterADay() throws IOException {
    simulators.phone(Channel.TELEGRAM, "maria").write("oi");
    clock.advance(Duration.ofDays(1));

    assertThat(http.get("/bot" + TOKEN + "/getUpdates", "").json().path("result")).isEmpty();
  }

  @Test
  void revokedTokenIsUnauthorized() throws IOException {
    simulators.expireToken(Channel.TELEGRAM, BOT, true);

    assertThat(send(7001, "oi").status()).isEqualTo(401);
  }

  @Test
  void venueIsSentAndAskedForItsTitle() throws IOException {
    JsonNode venue =
        http.post(
                "/bot" + TOKEN + "/sendVenue",
                "",
                """
                {"chat_id":7001,"latitude":-23.5,"longitude":-46.6,"title":"Sé","address":"Centro"}
                """)
            .json();

    assertThat(venue.at("/result/venue/title").asText()).isEqualTo("Sé");
    assertThat(venue.at("/result/location/latitude").asDouble()).isEqualTo(-23.5);
  }

  @Test
  void downloadNeedsGetFileFirstAndLastsAnHour() throws IOException {
    var upload =
        """
        --edge\r
        Content-Disposition: form-data; name="chat_id"\r
        \r
        7001\r
        --edge\r
        Content-Disposition: form-data; name="document"; filename="a.txt"\r
        Content-Type: text/plain\r
        \r
        words\r
        --edge--\r
        """;
    var fileId =
        http.form("/bot" + TOKEN + "/sendDocument", "multipart/form-data; boundary=edge", upload)
            .json()
            .at("/result/document/file_id")
            .asText();
    var path =
        http.get("/bot" + TOKEN + "/getFile?file_id=" + fileId, "")
            .json()
            .at("/result/file_path")
            .asText();
    var download = http.get("/file/bot" + TOKEN + "/" + path, "");
    clock.advance(Duration.ofHours(1));
    var late = http.get("/file/bot" + TOKEN + "/" + path, "");

    assertThat(download.text()).isEqualTo("words");
    assertThat(late.status()).isEqualTo(404);
  }

  private Http.Reply send(long chat, String text) throws IOException {
    return http.post(
        "/bot" + TOKEN + "/sendMessage",
        "",
        "{\"chat_id\":" + chat + ",\"text\":\"" + text + "\"}");
  }

  private void setWebhook(String more) throws IOException {
    var answer = http.get("/bot" + TOKEN + "/setWebhook?url=" + sink.url() + more, "").json();

    assertThat(answer.path("description").asText()).isEqualTo("Webhook was set");
  }

  private CompletableFuture<Http.Reply> poll(String query) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return http.get("/bot" + TOKEN + "/getUpdates" + query, "");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }
}
