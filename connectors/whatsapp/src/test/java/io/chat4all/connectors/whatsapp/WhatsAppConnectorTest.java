package io.chat4all.connectors.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.FileContent;
import io.chat4all.connector.api.MediaLostException;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundChange;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connector.api.Outcome.Scope;
import io.chat4all.connector.kit.TextFile;
import io.chat4all.connectors.http.Json;
import io.chat4all.connectors.http.ScriptedProvider;
import io.chat4all.core.TestClock;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class WhatsAppConnectorTest {

  private static final ScriptedProvider PROVIDER = ScriptedProvider.create();
  private static final String NUMBER = "5562999990000";

  private ScriptedCloudApi api = new ScriptedCloudApi(PROVIDER);

  @BeforeAll
  static void start() {
    PROVIDER.start();
  }

  @AfterAll
  static void stop() {
    PROVIDER.close();
  }

  @BeforeEach
  void reset() {
    api = new ScriptedCloudApi(PROVIDER);
  }

  @Test
  void aTextCarriesTheIdOfItsDelivery() throws Exception {
    accepted(connector().sendMessage(text(NUMBER, "hi", Map.of())));

    assertThat(sent())
        .isEqualTo(
            json(
                "{'messaging_product':'whatsapp','recipient_type':'individual','to':'"
                    + NUMBER
                    + "','biz_opaque_callback_data':'delivery-1','type':'text',"
                    + "'text':{'body':'hi','preview_url':false}}"));
    assertThat(PROVIDER.received().getFirst().path())
        .isEqualTo("/v25.0/" + ScriptedCloudApi.PHONE_NUMBER_ID + "/messages");
  }

  @Test
  void aPersonWhoHidesTheirNumberIsWrittenToByTheirUserId() throws Exception {
    var outcome = connector().sendMessage(text("BR.1349", "hi", Map.of()));

    assertThat(outcome).isEqualTo(Outcome.Accepted.as("wamid.TEST1"));
    assertThat(Json.text(sent(), "recipient")).isEqualTo("BR.1349");
    assertThat(sent().has("to")).isFalse();
  }

  @Test
  void aNumberThatWhatsAppKnowsWithoutItsNinthDigitIsSaid() throws Exception {
    api.knowsNumbersAs(number -> number.equals(NUMBER) ? "556299990000" : number);

    assertThat(connector().sendMessage(text(NUMBER, "hi", Map.of())))
        .isEqualTo(new Outcome.Accepted("wamid.TEST1", "556299990000"));
    assertThat(connector().sendMessage(text("16505551234", "hi", Map.of())))
        .isEqualTo(Outcome.Accepted.as("wamid.TEST2"));
  }

  @Test
  void aTemplateTakesItsPlacesAndComponents() throws Exception {
    var metadata =
        Map.of(
            "whatsapp.template",
            "order_update",
            "whatsapp.template_params",
            "[\"Ana\", 42, {\"type\":\"header\",\"parameters\":[]}]",
            "email.subject",
            "not ours");

    accepted(connector().sendMessage(text(NUMBER, "instead of this", metadata)));

    assertThat(sent().path("template"))
        .isEqualTo(
            json(
                "{'name':'order_update','language':{'code':'pt_BR'},'components':["
                    + "{'type':'header','parameters':[]},{'type':'body','parameters':["
                    + "{'type':'text','text':'Ana'},{'type':'text','text':'42'}]}]}"));
  }

  @Test
  void anInteractiveMessageGoesAsItIs() throws Exception {
    var interactive = "{\"type\":\"button\",\"body\":{\"text\":\"?\"},\"action\":{}}";

    accepted(
        connector().sendMessage(text(NUMBER, "", Map.of("whatsapp.interactive", interactive))));

    assertThat(sent().path("interactive")).isEqualTo(Json.read(interactive).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "whatsapp.template_params, {}",
    "whatsapp.template_params, x",
    "whatsapp.interactive, []",
    "whatsapp.interactive, {"
  })
  void metadataThatCannotBeReadIsRefusedByName(String key, String value) throws Exception {
    var metadata = new HashMap<>(Map.of(key, value));
    if (key.contains("template")) {
      metadata.put("whatsapp.template", "t");
    }

    var outcome = connector().sendMessage(text(NUMBER, "", metadata));

    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) outcome).fault()).isEqualTo(Fault.MESSAGE);
    assertThat(((Outcome.Refused) outcome).reason()).startsWith(key);
    assertThat(api.sent()).isEmpty();
  }

  @Test
  void aPlaceACardAndALinkGoAsWhatsAppHasThem() throws Exception {
    var connector = connector();
    connector.sendMessage(content(new Content.Location(-16.5, -49.25, "UFG", "")));
    connector.sendMessage(content(new Content.Contact("Ana", List.of("+55"), List.of("a@b.c"))));
    connector.sendMessage(content(new Content.Text("see https://example.org")));

    assertThat(api.sent().get(0).json().path("location"))
        .isEqualTo(json("{'latitude':-16.5,'longitude':-49.25,'name':'UFG'}"));
    assertThat(api.sent().get(1).json().path("contacts"))
        .isEqualTo(
            json(
                "[{'name':{'formatted_name':'Ana','first_name':'Ana'},"
                    + "'phones':[{'phone':'+55'}],'emails':[{'email':'a@b.c'}]}]"));
    assertThat(api.sent().get(2).json().path("text").path("preview_url").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "IMAGE, image/png, '', image", "FILE, text/plain, c, document", "AUDIO, audio/ogg, '', audio",
    "AUDIO, audio/ogg, c, document", "VIDEO, video/3gpp, c, video", "FILE, image/png, c, document"
  })
  void aFileIsUploadedAndShownAsWhatsAppCan(
      ContentType type, String mediaType, String caption, String shown) throws Exception {
    accepted(connector().sendFile(file(type, mediaType, caption)));

    var media = sent().path(shown);
    assertThat(Json.text(sent(), "type")).isEqualTo(shown);
    assertThat(Json.text(media, "caption")).isEqualTo(caption);
    assertThat(Json.text(media, "filename")).isEqualTo(shown.equals("document") ? "n.bin" : "");
    assertThat(api.file(Json.text(media, "id"))).isEqualTo("bytes");
    assertThat(PROVIDER.received().getFirst().fields())
        .containsEntry("messaging_product", "whatsapp")
        .containsEntry("type", mediaType);
  }

  @ParameterizedTest
  @CsvSource({
    "IMAGE, image/gif, 5",
    "FILE, application/zip, 5",
    "FILE, image/jpeg, 31457280",
    "FILE, video/mp4, 16777217",
    "FILE, application/pdf, 104857601"
  })
  void aFileThatCannotBeUploadedIsADocumentByLink(ContentType type, String mediaType, long size)
      throws Exception {
    var file = new SizedFile(new TextFile("n.bin", mediaType, "bytes", true), size);
    var message = new OutboundFile("d", NUMBER, type, file, "c", Optional.empty(), "Ana", Map.of());

    accepted(connector().sendFile(message));

    assertThat(sent().path("document"))
        .isEqualTo(json("{'link':'https://files.example/n.bin','caption':'c','filename':'n.bin'}"));
    assertThat(Json.text(sent(), "type")).isEqualTo("document");
  }

  private record SizedFile(TextFile file, long size) implements FileContent {
    @Override
    public String name() {
      return file.name();
    }

    @Override
    public String mediaType() {
      return file.mediaType();
    }

    @Override
    public InputStream open() throws IOException {
      return file.open();
    }

    @Override
    public URI link() {
      return file.link();
    }
  }

  @Test
  void anUploadThatFailsMayBeRepeatedAndSendsNothing() throws Exception {
    api.refuse(500, WhatsAppHarness.error(131000, "Something went wrong"));
    var unwell = connector().sendFile(file(ContentType.FILE, "text/plain", ""));
    api.refuse(400, WhatsAppHarness.error(131053, "Media upload error"));
    var refused = connector().sendFile(file(ContentType.FILE, "text/plain", ""));

    assertThat(unwell).isInstanceOf(Outcome.Deferred.class);
    assertThat(((Outcome.Refused) refused).fault()).isEqualTo(Fault.MESSAGE);
    assertThat(api.sent()).isEmpty();
  }

  @Test
  void thePairLimitHoldsUpOneRecipient() throws Exception {
    api.refuse(400, WhatsAppHarness.error(131056, "pair rate limit hit"));

    assertThat(connector().sendMessage(text(NUMBER, "hi", Map.of())))
        .isEqualTo(
            new Outcome.Deferred(
                Duration.ofSeconds(4), Scope.RECIPIENT, "131056 (#131056) pair rate limit hit"));
  }

  @Test
  void aReactionIsAMessageAndOtherChangesAreNone() throws Exception {
    var react = new OutboundChange(NUMBER, "wamid.X", new OutboundChange.Kind.React("👍"));
    var edit = new OutboundChange(NUMBER, "wamid.X", new OutboundChange.Kind.Edit("um"));

    assertThat(connector().change(react)).isEqualTo(Outcome.Accepted.as(""));
    assertThat(sent().path("reaction")).isEqualTo(json("{'message_id':'wamid.X','emoji':'👍'}"));
    assertThat(connector().change(edit)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void aUrlThatExpiredIsAskedForAnew() throws Exception {
    api.putFile("42", "bytes");
    api.expireUrls(1);
    try (var file = connector().fetch("42")) {
      assertThat(new String(file.content().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("bytes");
      assertThat(file.mediaType()).isEqualTo("image/jpeg");
    }
    api.expireUrls(2);

    assertThatThrownBy(() -> connector().fetch("42"))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(MediaLostException.class);
    assertThatThrownBy(() -> connector().fetch("../messages"))
        .isInstanceOf(MediaLostException.class);
  }

  @Test
  void aSettingThatCannotBeIsNamed() {
    for (var name : List.of("phone-number-id", "api-version", "token")) {
      assertThatThrownBy(() -> connector(Map.of(name, "no quux \n thing")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(name)
          .hasMessageNotContaining("quux");
    }
  }

  private JsonNode sent() {
    assertThat(api.sent()).hasSize(1);
    return api.sent().getFirst().json();
  }

  private static JsonNode json(String text) {
    return Json.read(text.replace('\'', '"')).orElseThrow();
  }

  private static void accepted(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
  }

  private static Outbound text(String address, String text, Map<String, String> metadata) {
    return new Outbound(
        "delivery-1", address, new Content.Text(text), Optional.empty(), "Ana", metadata);
  }

  private static Outbound content(Content content) {
    return new Outbound("d", NUMBER, content, Optional.empty(), "Ana", Map.of());
  }

  private static OutboundFile file(ContentType type, String mediaType, String caption) {
    var file = new TextFile("n.bin", mediaType, "bytes", true);
    return new OutboundFile("d", NUMBER, type, file, caption, Optional.empty(), "Ana", Map.of());
  }

  private static Connector connector() {
    return connector(Map.of());
  }

  private static Connector connector(Map<String, String> changed) {
    var settings = new HashMap<>(ScriptedCloudApi.SETTINGS);
    settings.put("base-url", PROVIDER.uri().toString());
    settings.put("api-version", "v25.0");
    settings.putAll(changed);
    var factory = new WhatsAppConnectorFactory();
    var account = new ChannelAccountId(factory.channel(), "number");
    return factory.connect(new ConnectorContext(account, settings, new TestClock()));
  }
}
