package io.chat4all.simulators;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.simulators.config.AccountsConfig;
import io.chat4all.simulators.config.BehaviourConfig;
import io.chat4all.simulators.config.LimitConfig;
import io.chat4all.simulators.config.PersonConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import io.chat4all.simulators.config.TimingConfig;
import io.chat4all.simulators.world.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The Cloud API's rules, over plain HTTP.
@Timeout(60)
class WhatsAppTest {

  private static final String ID = AccountsConfig.demo().whatsapp().getFirst().phoneNumberId();
  private static final String TOKEN =
      AccountsConfig.demo().whatsapp().getFirst().app().accessToken();
  private static final String MESSAGES = "/v26.0/" + ID + "/messages";

  private final ManualClock clock = new ManualClock();
  private final WebhookSink sink = new WebhookSink();
  private Simulators simulators;
  private Http http;

  @BeforeEach
  void start() {
    var byHand = BehaviourConfig.byHand();
    simulators =
        Simulators.start(
            SimulatorsConfig.demo()
                .withTiming(TimingConfig.quick().withSentAfter(Duration.ZERO))
                .withPeople(
                    List.of(
                        PersonConfig.of("maria", "Maria Silvá")
                            .onWhatsApp("5511987650001")
                            .behaving(byHand),
                        PersonConfig.of("joao", "João")
                            .onWhatsApp("5548987650002")
                            .behaving(byHand),
                        PersonConfig.of("ana", "Ana")
                            .onWhatsApp(
                                PersonConfig.WhatsAppUser.of("5521987650003")
                                    .hidingPhone("BR.1349000003"))
                            .behaving(byHand),
                        PersonConfig.of("bruno", "Bruno")
                            .onWhatsApp("5531987650004")
                            .behaving(byHand.blocking(true)),
                        PersonConfig.of("celia", "Célia")
                            .onWhatsApp("5511987650005")
                            .behaving(byHand.withWindowOpen(false)))),
            clock);
    simulators.webhook(Channel.WHATSAPP, ID, sink.url());
    http = new Http(simulators.url());
  }

  @AfterEach
  void stop() {
    simulators.close();
    sink.close();
  }

  @Test
  void textIsAcceptedThenSentThenDeliveredThenRead() throws Exception {
    var answer = send("5511987650001", "Olá!").json();
    var id = answer.at("/messages/0/id").asText();
    sink.statuses(2);
    simulators.phone(Channel.WHATSAPP, "maria").read();
    var statuses = sink.statuses(3);

    assertThat(answer.at("/contacts/0/wa_id").asText()).isEqualTo("5511987650001");
    assertThat(id).startsWith("wamid.");
    assertThat(statuses)
        .extracting(status -> status.path("status").asText())
        .containsExactlyInAnyOrder("sent", "delivered", "read");
    assertThat(statuses)
        .allSatisfy(status -> {
          assertThat(status.path("id").asText()).isEqualTo(id);
          assertThat(status.path("recipient_id").asText()).isEqualTo("5511987650001");
          assertThat(status.path("biz_opaque_callback_data").asText()).isEqualTo("ours");
        });
    assertThat(simulators.books().outbound(Channel.WHATSAPP))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.text()).isEqualTo("Olá!");
          assertThat(entry.correlation()).contains("ours");
          assertThat(entry.fate().shown()).isTrue();
        });
  }

  @Test
  void webhookIsSignedOverItsEscapedBytes() throws Exception {
    simulators.phone(Channel.WHATSAPP, "maria").write("é http://x/😀");
    var call = sink.calls(1).getFirst();
    var body = call.contentUtf8();

    assertThat(body).contains("\\u00e9 http:\\/\\/x\\/\\ud83d\\ude00").isASCII();
    assertThat(call.headers().get("x-hub-signature-256"))
        .isEqualTo(Hmac.sha256("demo-whatsapp-app-secret", call.content().array()));
    assertThat(WebhookSink.json(call).at("/entry/0/changes/0/value/messages/0/text/body").asText())
        .isEqualTo("é http://x/😀");
    assertThat(
            WebhookSink.json(call).at("/entry/0/changes/0/value/contacts/0/profile/name").asText())
        .isEqualTo("Maria Silvá");
  }

  @Test
  void brazilianNumberIsAnsweredWithItsOwnSpelling() throws Exception {
    var answer = send("+55 48 98765-0002", "oi").json();

    assertThat(answer.at("/contacts/0/input").asText()).isEqualTo("+55 48 98765-0002");
    assertThat(answer.at("/contacts/0/wa_id").asText()).isEqualTo("554887650002");
    assertThat(sink.statuses(1).getFirst().path("recipient_id").asText()).isEqualTo("554887650002");
  }

  @ParameterizedTest
  @CsvSource({
    "5511900000000,131026",
    "5531987650004,131026",
    "5511987650005,131047",
  })
  void whatCannotArriveIsAcceptedAndFailsLater(String to, int code) throws Exception {
    var answer = send(to, "oi");
    var status = sink.statuses(1).getFirst();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(status.path("status").asText()).isEqualTo("failed");
    assertThat(status.at("/errors/0/code").asInt()).isEqualTo(code);
    assertThat(status.path("biz_opaque_callback_data").asText()).isEqualTo("ours");
    assertThat(
            WebhookSink.json(sink.calls(1).getFirst())
                .at("/entry/0/changes/0/value")
                .has("contacts"))
        .isFalse();
    assertThat(simulators.books().outbound(Channel.WHATSAPP).getFirst().fate().shown()).isFalse();
  }

  @Test
  void refusalMayComeAtOnce() throws Exception {
    simulators.refuseAtOnce(true);

    assertThat(send("5511900000000", "oi").code()).isEqualTo(131026);
    assertThat(send("5511987650005", "oi").code()).isEqualTo(131047);
    assertThat(simulators.books().outbound(Channel.WHATSAPP)).isEmpty();
  }

  @Test
  void windowClosesADayAfterThePersonWrote() throws Exception {
    simulators.refuseAtOnce(true);
    simulators.phone(Channel.WHATSAPP, "celia").write("oi");
    var inside = send("5511987650005", "oi");
    clock.advance(Duration.ofDays(1));
    var outside = send("5511987650005", "oi");

    assertThat(inside.status()).isEqualTo(200);
    assertThat(outside.code()).isEqualTo(131047);
  }

  @Test
  void templateNeedsNoWindowButItsParameters() throws Exception {
    var right = template("order_update", "pt_BR", "Célia", "A-1");
    var tooFew = template("order_update", "pt_BR", "Célia");
    var unknown = template("order_update", "en_US", "Célia", "A-1");

    assertThat(right.json().at("/messages/0/message_status").asText()).isEqualTo("accepted");
    assertThat(simulators.books().outbound(Channel.WHATSAPP).getFirst().text())
        .isEqualTo("Olá Célia, seu pedido A-1 saiu.");
    assertThat(tooFew.code()).isEqualTo(132000);
    assertThat(unknown.code()).isEqualTo(132001);
    assertThat(unknown.status()).isEqualTo(404);
  }

  @Test
  void personWithoutNumberIsKnownByUserIdOnly() throws Exception {
    var answer =
        http.post(
            MESSAGES,
            TOKEN,
            """
            {"messaging_product":"whatsapp","recipient":"BR.1349000003","type":"text","text":{"body":"oi"}}
            """);
    simulators.phone(Channel.WHATSAPP, "ana").write("olá");
    var message = sink.messages(1).getFirst();
    var status = sink.statuses(1).getFirst();

    assertThat(answer.json().at("/contacts/0/user_id").asText()).isEqualTo("BR.1349000003");
    assertThat(answer.json().at("/contacts/0").has("wa_id")).isFalse();
    assertThat(status.has("recipient_id")).isFalse();
    assertThat(status.path("recipient_user_id").asText()).isEqualTo("BR.1349000003");
    assertThat(message.has("from")).isFalse();
    assertThat(message.path("from_user_id").asText()).isEqualTo("BR.1349000003");
  }

  @Test
  void tooManyToOnePersonIsAPairLimit() throws Exception {
    simulators.limits(new LimitConfig(true, 1_000, 3, Duration.ofSeconds(6), 30, 3, 300, 10));
    for (int i = 0; i < 3; i++) {
      assertThat(send("5511987650001", "m" + i).status()).isEqualTo(200);
    }
    var fourth = send("5511987650001", "m4");
    var toAnother = send("5548987650002", "m4");
    clock.advance(Duration.ofSeconds(6));
    var later = send("5511987650001", "m4");

    assertThat(fourth.code()).isEqualTo(131056);
    assertThat(fourth.status()).isEqualTo(400);
    assertThat(fourth.json().at("/error/fbtrace_id").asText()).isNotEmpty();
    assertThat(toAnother.status()).isEqualTo(200);
    assertThat(later.status()).isEqualTo(200);
  }

  @Test
  void tooManyInAllIsARateLimit() throws Exception {
    simulators.limits(new LimitConfig(true, 2, 45, Duration.ofSeconds(6), 30, 3, 300, 10));
    send("5511987650001", "1");
    send("5511987650001", "2");

    assertThat(send("5511987650001", "3").code()).isEqualTo(130429);
  }

  @Test
  void wrongTokenAndForeignNodeAreRefused() throws Exception {
    var wrong = http.post(MESSAGES, "nonsense", "{}");
    var foreign = http.post("/v26.0/999/messages", TOKEN, "{}");
    simulators.expireToken(Channel.WHATSAPP, ID, true);
    var expired = http.post(MESSAGES, TOKEN, "{}");

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.code()).isEqualTo(190);
    assertThat(foreign.code()).isEqualTo(100);
    assertThat(foreign.json().at("/error/error_subcode").asInt()).isEqualTo(33);
    assertThat(expired.json().at("/error/error_subcode").asInt()).isEqualTo(463);
  }

  @Test
  void fileGoesUpAndComesDownInTwoHops() throws Exception {
    var bytes = "picture".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var id =
        http.upload("/v26.0/" + ID + "/media", TOKEN, "image/png", "a.png", bytes)
            .json()
            .path("id")
            .asText();
    var described = http.get("/v26.0/" + id + "?phone_number_id=" + ID, TOKEN).json();
    var url = described.path("url").asText();
    var downloaded = http.get(url, TOKEN);
    var withoutToken = http.get(url, "");
    clock.advance(Duration.ofMinutes(5));
    var late = http.get(url, TOKEN);

    assertThat(id).matches("[0-9]+");
    assertThat(described.path("file_size").asInt()).isEqualTo(bytes.length);
    assertThat(downloaded.text()).isEqualTo("picture");
    assertThat(withoutToken.status()).isEqualTo(401);
    assertThat(late.status()).isEqualTo(404);
  }

  @Test
  void uploadOfAnUnknownTypeIsRefused() throws Exception {
    var answer =
        http.upload("/v26.0/" + ID + "/media", TOKEN, "application/x-iso", "a.iso", new byte[3]);

    assertThat(answer.code()).isEqualTo(100);
  }

  @Test
  void linkThatCannotBeFetchedFailsLater() throws Exception {
    http.post(
        MESSAGES,
        TOKEN,
        """
        {"messaging_product":"whatsapp","to":"5511987650001","type":"image","image":{"link":"%s"}}
        """
            .formatted(sink.url() + "/nothing"));

    assertThat(sink.statuses(1).getFirst().at("/errors/0/code").asInt()).isEqualTo(131053);
  }

  @Test
  void webhookIsRepeatedUntilItIsAnsweredWith200() throws Exception {
    sink.answers(number ->
        com.linecorp.armeria.common.HttpResponse.of(
            number < 3
                ? com.linecorp.armeria.common.HttpStatus.INTERNAL_SERVER_ERROR
                : com.linecorp.armeria.common.HttpStatus.OK));
    simulators.phone(Channel.WHATSAPP, "maria").write("oi");
    var calls = sink.calls(3);

    assertThat(calls)
        .extracting(call -> call.contentUtf8())
        .containsOnly(calls.getFirst().contentUtf8());
    assertThat(
            simulators
                .books()
                .await(
                    books -> books.inbound(Channel.WHATSAPP).getFirst().acknowledged() == 1,
                    Duration.ofSeconds(10)))
        .isTrue();
  }

  @Test
  void webhookIsVerifiedByItsChallenge() {
    boolean wrong = simulators.verifyWebhook(Channel.WHATSAPP, ID);
    sink.verifyToken("demo-whatsapp-verify-token");

    assertThat(wrong).isFalse();
    assertThat(simulators.verifyWebhook(Channel.WHATSAPP, ID)).isTrue();
  }

  @Test
  void replyNamesTheMessageItAnswers() throws Exception {
    var id = send("5511987650001", "question").json().at("/messages/0/id").asText();
    simulators
        .phone(Channel.WHATSAPP, "maria")
        .write(io.chat4all.simulators.world.Draft.text("answer").replyingTo(id));
    JsonNode message = sink.messages(1).getFirst();

    assertThat(message.at("/context/id").asText()).isEqualTo(id);
    assertThat(message.at("/context/from").asText())
        .isEqualTo(AccountsConfig.demo().whatsapp().getFirst().displayNumber());
  }

  @Test
  void phoneThatIsOffGetsNothingUntilItIsOn() throws Exception {
    simulators.add(
        PersonConfig.of("maria", "Maria")
            .onWhatsApp("5511987650001")
            .behaving(BehaviourConfig.byHand().withDeliverAfter(Optional.empty())));
    var id = send("5511987650001", "oi").json().at("/messages/0/id").asText();
    sink.statuses(1);
    boolean before = simulators.books().outbound(Channel.WHATSAPP).getFirst().fate().shown();
    simulators.phone(Channel.WHATSAPP, "maria").deliver(id);

    assertThat(before).isFalse();
    assertThat(sink.statuses(2).getLast().path("status").asText()).isEqualTo("delivered");
  }

  private Http.Reply send(String to, String text) throws IOException {
    return http.post(
        MESSAGES,
        TOKEN,
        """
        {"messaging_product":"whatsapp","recipient_type":"individual","to":"%s","type":"text",
         "text":{"body":"%s"},"biz_opaque_callback_data":"ours"}
        """
            .formatted(to, text));
  }

  private Http.Reply template(String name, String language, String... parameters)
      throws IOException {
    var list =
        java.util.Arrays.stream(parameters)
            .map(text -> "{\"type\":\"text\",\"text\":\"" + text + "\"}")
            .collect(java.util.stream.Collectors.joining(","));
    return http.post(
        MESSAGES,
        TOKEN,
        """
        {"messaging_product":"whatsapp","to":"5511987650005","type":"template","template":{
         "name":"%s","language":{"code":"%s"},"components":[{"type":"body","parameters":[%s]}]}}
        """
            .formatted(name, language, list));
  }
}
