package io.chat4all.connectors.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpResponse;
import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.FileContent;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundChange;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connector.api.Outcome.Scope;
import io.chat4all.connector.api.Poller.Polled;
import io.chat4all.connector.kit.TextFile;
import io.chat4all.connectors.http.Json;
import io.chat4all.connectors.http.ScriptedProvider;
import io.chat4all.connectors.http.ScriptedProvider.Received;
import io.chat4all.core.TestClock;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class TelegramConnectorTest {

  private static final ScriptedProvider PROVIDER = ScriptedProvider.create();
  private static final String OK =
      "{\"ok\":true,\"result\":{\"message_id\":9,\"chat\":{\"id\":%s}}}";

  @BeforeAll
  static void start() {
    PROVIDER.start();
  }

  @AfterAll
  static void stop() {
    PROVIDER.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, Bad Request: chat not found, RECIPIENT",
    "400, Bad Request: private chat not found, RECIPIENT",
    "400, Bad Request: message text is empty, MESSAGE",
    "400, Bad Request: can't parse entities: x, MESSAGE",
    "400, Bad Request: file is too big, MESSAGE",
    "401, Unauthorized, ACCOUNT",
    "401, Unauthorized: invalid token specified, ACCOUNT",
    "404, Not Found, ACCOUNT",
    "404, Not Found: method not found, MESSAGE",
    "421, Misdirected Request, ACCOUNT",
    "403, Forbidden: bot was blocked by the user, RECIPIENT",
    "403, Forbidden: user is deactivated, RECIPIENT",
    "413, Request Entity Too Large, MESSAGE"
  })
  void refusals(int code, String description, Fault fault) throws Exception {
    answer(_ -> error(code, description, "{}"));

    assertThat(connector().sendMessage(text("42", "hi")))
        .isEqualTo(new Outcome.Refused(fault, code + " " + description));
  }

  @Test
  void aFloodOfOneChatHoldsThatChatUpAndOneOfThreeTheBot() throws Exception {
    answer(_ -> error(429, "Too Many Requests: retry after 3", "{\"retry_after\":3}"));
    var connector = connector();

    assertThat(scope(connector.sendMessage(text("1", "hi")))).isEqualTo(Scope.RECIPIENT);
    assertThat(scope(connector.sendMessage(text("1", "hi")))).isEqualTo(Scope.RECIPIENT);
    assertThat(scope(connector.sendMessage(text("2", "hi")))).isEqualTo(Scope.RECIPIENT);
    assertThat(scope(connector.sendMessage(text("3", "hi")))).isEqualTo(Scope.ACCOUNT);
  }

  private static Scope scope(Outcome outcome) {
    assertThat(((Outcome.Deferred) outcome).delay()).isEqualTo(Duration.ofSeconds(3));
    return ((Outcome.Deferred) outcome).scope();
  }

  @Test
  void aGroupThatMovedIsFollowedAndItsNewAddressSaid() throws Exception {
    answer(request ->
        Json.number(request.json(), "chat_id") == -42
            ? error(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                "{\"migrate_to_chat_id\":-100777}")
            : ScriptedProvider.json(200, OK.formatted("-100777")));

    assertThat(connector().sendMessage(text("-42", "hi")))
        .isEqualTo(new Outcome.Accepted("-100777:9", "-100777"));
    assertThat(PROVIDER.received()).hasSize(2);
  }

  @Test
  void anAnswerToAMessageThatIsGoneGoesOutAsAMessage() throws Exception {
    answer(request ->
        request.json().has("reply_parameters")
            ? error(400, "Bad Request: message to be replied not found", "{}")
            : ScriptedProvider.json(200, OK.formatted("42")));

    var reply =
        new Outbound("d", "42", new Content.Text("hi"), Optional.of("42:7"), "Ana", Map.of());

    assertThat(connector().sendMessage(reply)).isEqualTo(Outcome.Accepted.as("42:9"));
  }

  @Test
  void aPictureThatIsNoPhotoGoesAsADocument() throws Exception {
    answer(request ->
        request.path().endsWith("/sendPhoto")
            ? error(400, "Bad Request: PHOTO_INVALID_DIMENSIONS", "{}")
            : ScriptedProvider.json(200, OK.formatted("42")));
    var picture = new TextFile("long.png", "image/png", "png", true);

    var outcome = connector().sendFile(file(ContentType.IMAGE, picture));

    assertThat(outcome).isEqualTo(Outcome.Accepted.as("42:9"));
    assertThat(methods()).containsExactly("sendPhoto", "sendDocument");
    assertThat(PROVIDER.received().getLast().fileTypes())
        .containsEntry("document", "long.png image/png");
  }

  @ParameterizedTest
  @CsvSource({
    "IMAGE, image/jpeg, sendPhoto", "IMAGE, image/gif, sendDocument",
    "IMAGE, image/svg+xml, sendDocument", "AUDIO, audio/ogg; codecs=opus, sendVoice",
    "AUDIO, audio/mpeg, sendAudio", "AUDIO, audio/flac, sendDocument",
    "VIDEO, video/mp4, sendVideo", "VIDEO, video/webm, sendDocument",
    "FILE, image/jpeg, sendDocument"
  })
  void aFileIsShownAsTelegramCan(ContentType type, String mediaType, String method)
      throws Exception {
    answer(_ -> ScriptedProvider.json(200, OK.formatted("42")));

    connector().sendFile(file(type, new TextFile("f", mediaType, "bytes", true)));

    assertThat(methods()).containsExactly(method);
  }

  @Test
  void aPlaceWithANameIsAVenueAndACardWithoutANumberAText() throws Exception {
    answer(_ -> ScriptedProvider.json(200, OK.formatted("42")));
    var connector = connector();
    connector.sendMessage(content(new Content.Location(1.5, 2.5, "", "")));
    connector.sendMessage(content(new Content.Location(1.5, 2.5, "UFG", "Goiânia")));
    connector.sendMessage(content(new Content.Contact("Ana", List.of("+55"), List.of("a@b.c"))));
    connector.sendMessage(content(new Content.Contact("Ana", List.of(), List.of("a@b.c"))));

    assertThat(methods())
        .containsExactly("sendLocation", "sendVenue", "sendContact", "sendMessage");
    assertThat(Json.text(PROVIDER.received().get(2).json(), "vcard"))
        .contains("FN:Ana", "TEL:+55", "EMAIL:a@b.c");
    assertThat(Json.text(PROVIDER.received().get(3).json(), "text")).isEqualTo("Ana\na@b.c");
  }

  @Test
  void aSuccessWithoutAMessageIsUncertain() throws Exception {
    answer(_ -> ScriptedProvider.json(200, "{\"ok\":true,\"result\":true}"));

    assertThat(connector().sendMessage(text("42", "hi"))).isInstanceOf(Outcome.Uncertain.class);
  }

  @Test
  void aChangeThatIsThereAlreadyIsAccepted() throws Exception {
    answer(_ -> error(400, "Bad Request: message is not modified: x", "{}"));

    var edit = new OutboundChange("42", "42:7", new OutboundChange.Kind.Edit("um"));

    assertThat(connector().change(edit)).isEqualTo(Outcome.Accepted.as(""));
  }

  @Test
  void theEditOfACaptionFindsItsWay() throws Exception {
    answer(request ->
        request.path().endsWith("/editMessageText")
            ? error(400, "Bad Request: there is no text in the message to edit", "{}")
            : ScriptedProvider.json(200, "{\"ok\":true,\"result\":true}"));

    var edit = new OutboundChange("42", "42:7", new OutboundChange.Kind.Edit("um"));

    assertThat(connector().change(edit)).isEqualTo(Outcome.Accepted.as(""));
    assertThat(Json.text(PROVIDER.received().getLast().json(), "caption")).isEqualTo("um");
  }

  @Test
  void pollingRemovesAWebhookThatIsInTheWay() throws Exception {
    answer(request ->
        request.path().endsWith("/getUpdates")
            ? error(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use"
                    + " deleteWebhook to delete the webhook first",
                "{}")
            : ScriptedProvider.json(200, "{\"ok\":true,\"result\":true}"));

    var polled = connector().poller().orElseThrow().poll();

    assertThat(polled).isInstanceOf(Polled.Later.class);
    assertThat(((Polled.Later) polled).delay()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    assertThat(methods()).containsExactly("getUpdates", "deleteWebhook");
  }

  @Test
  void anotherPollerIsGivenWayTo() throws Exception {
    answer(_ -> error(409, "Conflict: terminated by other getUpdates request", "{}"));

    var polled = connector().poller().orElseThrow().poll();

    assertThat(((Polled.Later) polled).delay()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    assertThat(methods()).containsExactly("getUpdates");
  }

  @Test
  void aPollNamesTheKindsOfUpdatesThatAreOffByDefault() throws Exception {
    answer(_ -> ScriptedProvider.json(200, "{\"ok\":true,\"result\":[]}"));

    var _ = connector().poller().orElseThrow().poll();

    var allowed = Json.list(PROVIDER.received().getFirst().json(), "allowed_updates");
    assertThat(allowed)
        .extracting(kind -> kind.asText())
        .containsExactly("message", "edited_message", "message_reaction", "my_chat_member");
  }

  @Test
  void anUpdateThatCannotBeReadHoldsNothingUp() throws Exception {
    answer(request ->
        ScriptedProvider.json(
            200,
            "{\"ok\":true,\"result\":%s}"
                .formatted(
                    request.json().has("offset")
                        ? "[]"
                        : "[{\"update_id\":7,\"message\":[]},{\"update_id\":8},\"x\"]")));
    var poller = connector().poller().orElseThrow();

    assertThat(poller.poll()).isEqualTo(new Polled.News(List.of()));
    assertThat(poller.poll()).isEqualTo(new Polled.News(List.of()));
    assertThat(Json.number(PROVIDER.received().getLast().json(), "offset")).isEqualTo(9);
  }

  @Test
  void aWrongTokenOrModeIsNamed() {
    assertThatThrownBy(() -> connector(Map.of("token", "abc")))
        .hasMessageContaining("token")
        .hasMessageNotContaining("abc");
    assertThatThrownBy(() -> connector(Map.of("mode", "push"))).hasMessageContaining("mode");
    assertThatThrownBy(() -> connector(Map.of("mode", "webhook")))
        .hasMessageContaining("webhook-secret");
  }

  private static void answer(Function<Received, HttpResponse> script) {
    PROVIDER.reset(script);
  }

  private static HttpResponse error(int code, String description, String parameters) {
    return ScriptedProvider.json(code, TelegramHarness.error(code, description, parameters));
  }

  private static List<String> methods() {
    return PROVIDER.received().stream()
        .map(request -> request.path().substring(request.path().lastIndexOf('/') + 1))
        .toList();
  }

  private static Connector connector() {
    return connector(Map.of());
  }

  private static Connector connector(Map<String, String> changed) {
    var settings = new HashMap<String, String>();
    settings.put("token", ScriptedBotApi.TOKEN);
    settings.put("base-url", PROVIDER.uri().toString());
    settings.put("mode", "poll");
    settings.putAll(changed);
    var factory = new TelegramConnectorFactory();
    var account = new ChannelAccountId(factory.channel(), "bot");
    return factory.connect(new ConnectorContext(account, settings, new TestClock()));
  }

  private static Outbound text(String address, String text) {
    return new Outbound("d", address, new Content.Text(text), Optional.empty(), "Ana", Map.of());
  }

  private static Outbound content(Content content) {
    return new Outbound("d", "42", content, Optional.empty(), "Ana", Map.of());
  }

  private static OutboundFile file(ContentType type, FileContent file) {
    return new OutboundFile("d", "42", type, file, "", Optional.empty(), "Ana", Map.of());
  }
}
