package io.chat4all.simulators;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.simulators.config.AccountsConfig;
import io.chat4all.simulators.config.BehaviourConfig;
import io.chat4all.simulators.config.PersonConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Content;
import io.chat4all.simulators.world.Draft;
import io.chat4all.simulators.world.Media;
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
import org.junit.jupiter.params.provider.EnumSource;

/// Instagram's and Messenger's rules, over plain HTTP.
@Timeout(60)
class MessagingTest {

  private static final String INSTAGRAM = AccountsConfig.demo().instagram().getFirst().id();
  private static final String PAGE = AccountsConfig.demo().messenger().getFirst().id();

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
                .withPeople(
                    List.of(
                        person("maria", 1).behaving(byHand),
                        person("bruno", 4).behaving(byHand.blocking(true)),
                        person("celia", 5).behaving(byHand.withWindowOpen(false)))),
            clock);
    simulators.webhook(Channel.INSTAGRAM, INSTAGRAM, sink.url());
    simulators.webhook(Channel.MESSENGER, PAGE, sink.url());
    http = new Http(simulators.url());
  }

  @AfterEach
  void stop() {
    simulators.close();
    sink.close();
  }

  @Test
  void instagramEchoesAndSaysReadButNeverDelivered() throws Exception {
    var answer = send(Channel.INSTAGRAM, "9871", text("oi")).json();
    simulators.phone(Channel.INSTAGRAM, "maria").read();
    var events = sink.messaging(2);
    var echo = events.stream().filter(event -> event.has("message")).findFirst().orElseThrow();
    var read = events.stream().filter(event -> event.has("read")).findFirst().orElseThrow();

    assertThat(answer.path("recipient_id").asText()).isEqualTo("9871");
    assertThat(echo.at("/message/is_echo").asBoolean()).isTrue();
    assertThat(echo.at("/message/mid").asText()).isEqualTo(answer.path("message_id").asText());
    assertThat(echo.at("/sender/id").asText()).isEqualTo(INSTAGRAM);
    assertThat(read.at("/read/mid").asText()).isEqualTo(answer.path("message_id").asText());
    assertThat(WebhookSink.json(sink.calls(1).getFirst()).path("object").asText())
        .isEqualTo("instagram");
    assertThat(simulators.books().outbound(Channel.INSTAGRAM).getFirst().has("delivered"))
        .isFalse();
  }

  @Test
  void messengerSaysDeliveredAndReadByWatermark() throws Exception {
    var message = "{\"text\":\"oi\",\"metadata\":\"ours\"}";
    var id = send(Channel.MESSENGER, "5671", message).json().path("message_id").asText();
    sink.messaging(2);
    simulators.phone(Channel.MESSENGER, "maria").read();
    var events = sink.messaging(3);

    assertThat(events)
        .anySatisfy(event -> {
          assertThat(event.at("/message/metadata").asText()).isEqualTo("ours");
          assertThat(event.at("/message/app_id").isNumber()).isTrue();
        })
        .anySatisfy(event -> assertThat(event.at("/delivery/mids/0").asText()).isEqualTo(id))
        .anySatisfy(
            event -> assertThat(event.at("/read/watermark").asLong()).isEqualTo(clock.millis()));
    assertThat(simulators.books().outbound(Channel.MESSENGER).getFirst().correlation())
        .contains("ours");
  }

  @ParameterizedTest
  @CsvSource({
    "INSTAGRAM,9875,100,2534014",
    "INSTAGRAM,9999,100,2534014",
    "INSTAGRAM,9874,551,1545041",
    "MESSENGER,5675,100,2018001",
    "MESSENGER,5674,551,1545041",
  })
  void personOutOfReachIsRefused(Channel channel, String to, int code, int subcode)
      throws IOException {
    var answer = send(channel, to, text("oi"));

    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.json().at("/error/error_subcode").asInt()).isEqualTo(subcode);
  }

  @ParameterizedTest
  @CsvSource({"INSTAGRAM,9871,2534022", "MESSENGER,5671,2018278"})
  void afterADayOnlyAHumanAgentMayWriteAndThatForAWeek(Channel channel, String to, int subcode)
      throws IOException {
    clock.advance(Duration.ofDays(1));
    var late = send(channel, to, text("oi"));
    var agent = agent(channel, to);
    clock.advance(Duration.ofDays(6));
    var agentLate = agent(channel, to);

    assertThat(late.status()).isEqualTo(403);
    assertThat(late.json().at("/error/error_subcode").asInt()).isEqualTo(subcode);
    assertThat(agent.status()).isEqualTo(200);
    assertThat(agentLate.json().at("/error/error_subcode").asInt()).isEqualTo(subcode);
  }

  @Test
  void instagramCountsBytes() throws IOException {
    assertThat(send(Channel.INSTAGRAM, "9871", text("é".repeat(500))).status()).isEqualTo(200);
    assertThat(send(Channel.INSTAGRAM, "9871", text("é".repeat(501))).code()).isEqualTo(100);
    assertThat(send(Channel.MESSENGER, "5671", text("é".repeat(501))).status()).isEqualTo(200);
  }

  @Test
  void fileIsFetchedByUrlAndStandsAlone() throws Exception {
    var image =
        "{\"attachment\":{\"type\":\"image\",\"payload\":{\"url\":\"%s\"}}}"
            .formatted(sink.fileUrl());
    var sent = send(Channel.INSTAGRAM, "9871", image);
    var withCaption =
        send(Channel.INSTAGRAM, "9871", image.replaceFirst("\\{", "{\"text\":\"x\","));
    var asVideo = send(Channel.INSTAGRAM, "9871", image.replace("image", "video"));
    var gone = send(Channel.INSTAGRAM, "9871", image.replace("/file", "/gone"));

    assertThat(sent.status()).isEqualTo(200);
    assertThat(simulators.books().outbound(Channel.INSTAGRAM).getFirst().content().media())
        .hasValueSatisfying(media -> assertThat(media.size()).isEqualTo(19));
    assertThat(withCaption.code()).isEqualTo(100);
    assertThat(asVideo.json().at("/error/error_subcode").asInt()).isEqualTo(2018047);
    assertThat(gone.json().at("/error/error_subcode").asInt()).isEqualTo(2018008);
  }

  @Test
  void attachmentIsUploadedOnceAndSentAgain() throws Exception {
    var upload =
        http.post(
                "/v26.0/me/message_attachments",
                "demo-messenger-token",
                """
                {"message":{"attachment":{"type":"image","payload":{"url":"%s","is_reusable":true}}}}
                """
                    .formatted(sink.fileUrl()))
            .json();
    var sent =
        send(
            Channel.MESSENGER,
            "5671",
            "{\"attachment\":{\"type\":\"image\",\"payload\":{\"attachment_id\":\"%s\"}}}"
                .formatted(upload.path("attachment_id").asText()));

    assertThat(sent.status()).isEqualTo(200);
  }

  @Test
  void whatPeopleDoOnInstagramIsTold() throws Exception {
    var phone = simulators.phone(Channel.INSTAGRAM, "maria");
    var sent = send(Channel.INSTAGRAM, "9871", text("oi")).json().path("message_id").asText();
    var first = phone.write(Draft.text("olá").replyingTo(sent));
    var bytes = new byte[] {1, 2, 3};
    phone.write(
        Draft.of(Content.file("image", new Media(bytes, "image/jpeg", Optional.empty()), "")));
    phone.react(sent, "❤");
    phone.edit(first.messageId(), "olá!");
    phone.delete(first.messageId());
    var events = sink.messaging(6);
    var picture =
        events.stream()
            .map(event -> event.at("/message/attachments/0/payload/url").asText())
            .filter(url -> !url.isEmpty())
            .findFirst()
            .orElseThrow();

    assertThat(events)
        .anySatisfy(event -> assertThat(event.at("/message/reply_to/mid").asText()).isEqualTo(sent))
        .anySatisfy(event -> assertThat(event.at("/reaction/reaction").asText()).isEqualTo("love"))
        .anySatisfy(event -> assertThat(event.at("/message_edit/text").asText()).isEqualTo("olá!"))
        .anySatisfy(event -> assertThat(event.at("/message/is_deleted").asBoolean()).isTrue());
    assertThat(http.get(picture, "").response().body()).isEqualTo(bytes);
    clock.advance(Duration.ofHours(1));
    assertThat(http.get(picture, "").status()).isEqualTo(403);
  }

  @Test
  void profileIsOpenToThoseThePersonWroteTo() throws Exception {
    var profile = http.get("/v26.0/9871?fields=name,username", "demo-instagram-token").json();
    var stranger = http.get("/v26.0/9875?fields=name", "demo-instagram-token");

    assertThat(profile.path("name").asText()).isEqualTo("maria");
    assertThat(profile.path("username").asText()).isEqualTo("maria.ig");
    assertThat(stranger.code()).isEqualTo(230);
  }

  @ParameterizedTest
  @EnumSource(
      value = Channel.class,
      names = {"INSTAGRAM", "MESSENGER"})
  void businessReactsAndTakesItBack(Channel channel) throws Exception {
    var to = channel == Channel.INSTAGRAM ? "9871" : "5671";
    var id = simulators.phone(channel, "maria").write("oi").messageId();
    http.post(path(channel), token(channel), action(to, "react", id));
    var reacted = simulators.books().inbound(channel).getFirst().reactions();
    http.post(path(channel), token(channel), action(to, "unreact", id));

    assertThat(reacted).containsEntry("business", "❤");
    assertThat(simulators.books().inbound(channel).getFirst().reactions()).isEmpty();
  }

  private static PersonConfig person(String id, int number) {
    return PersonConfig.of(id, id)
        .onInstagram("987" + number, id + ".ig")
        .onMessenger("567" + number);
  }

  private Http.Reply send(Channel channel, String to, String message) throws IOException {
    return http.post(
        path(channel),
        token(channel),
        "{\"recipient\":{\"id\":\"%s\"},\"message\":%s}".formatted(to, message));
  }

  private Http.Reply agent(Channel channel, String to) throws IOException {
    return http.post(
        path(channel),
        token(channel),
        """
        {"recipient":{"id":"%s"},"message":{"text":"oi"},"messaging_type":"MESSAGE_TAG","tag":"HUMAN_AGENT"}
        """
            .formatted(to));
  }

  private static String action(String to, String action, String id) {
    return """
    {"recipient":{"id":"%s"},"sender_action":"%s","payload":{"message_id":"%s","reaction":"love"}}
    """
        .formatted(to, action, id);
  }

  private static String text(String text) {
    return "{\"text\":\"" + text + "\"}";
  }

  private static String path(Channel channel) {
    return channel == Channel.INSTAGRAM
        ? "/v26.0/" + INSTAGRAM + "/messages"
        : "/v26.0/me/messages";
  }

  private static String token(Channel channel) {
    return "demo-" + channel.key() + "-token";
  }
}
