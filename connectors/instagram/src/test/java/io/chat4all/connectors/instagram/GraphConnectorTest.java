package io.chat4all.connectors.instagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.api.MediaLostException;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundChange;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.kit.TextFile;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class GraphConnectorTest {

  private GraphProvider instagram;
  private GraphProvider messenger;

  @BeforeEach
  void start() throws Exception {
    instagram = new GraphProvider(new InstagramConnectorFactory());
    messenger = new GraphProvider(new MessengerConnectorFactory());
  }

  @AfterEach
  void stop() {
    instagram.close();
    messenger.close();
  }

  @Test
  void writesTextsAsTheSendApiTakesThem() throws Exception {
    send(instagram, Map.of(), Optional.of("m1#2"));
    send(messenger, Map.of("messenger.tag", "HUMAN_AGENT"), Optional.empty());

    assertThat(instagram.bodies())
        .containsExactly(
            json(
                "{'recipient':{'id':'77'},'messaging_type':'RESPONSE','reply_to':{'mid':'m1'},"
                    + "'message':{'text':'oi'}}"));
    assertThat(messenger.bodies())
        .containsExactly(
            json(
                "{'recipient':{'id':'77'},'messaging_type':'MESSAGE_TAG','tag':'HUMAN_AGENT',"
                    + "'message':{'metadata':'d-1','text':'oi'}}"));
  }

  @Test
  void provesThatItHasTheAppSecretOnlyToAPage() throws Exception {
    send(instagram, Map.of(), Optional.empty());
    send(messenger, Map.of(), Optional.empty());

    assertThat(instagram.paths().getFirst()).doesNotContain("?");
    assertThat(messenger.paths().getFirst())
        .matches(".*\\?appsecret_proof=[0-9a-f]{64}")
        .doesNotContain(GraphProvider.APP_SECRET);
  }

  @Test
  void reactsAndTakesReactionsBack() throws Exception {
    try (var connector = connect(instagram, Map.of())) {
      connector.change(new OutboundChange("77", "m1", new OutboundChange.Kind.React("😊")));
      connector.change(new OutboundChange("77", "m1", new OutboundChange.Kind.React("")));
    }

    assertThat(instagram.bodies())
        .containsExactly(
            json(
                "{'recipient':{'id':'77'},'sender_action':'react',"
                    + "'payload':{'message_id':'m1','reaction':'😊'}}"),
            json(
                "{'recipient':{'id':'77'},'sender_action':'unreact',"
                    + "'payload':{'message_id':'m1'}}"));
  }

  @ParameterizedTest
  @CsvSource({
    "190, 463, refused ACCOUNT",
    "230, 0, refused ACCOUNT",
    "368, 0, refused ACCOUNT",
    "10, 0, refused ACCOUNT",
    "10, 2534022, refused RECIPIENT",
    "10, 2018278, refused RECIPIENT",
    "10, 2018108, refused RECIPIENT",
    "100, 2534014, refused RECIPIENT",
    "100, 2018001, refused RECIPIENT",
    "551, 1545041, refused RECIPIENT",
    "2534001, 0, refused RECIPIENT",
    "100, 2018109, refused MESSAGE",
    "100, 0, refused MESSAGE",
    "4, 0, deferred ACCOUNT",
    "4, 2018022, deferred ACCOUNT",
    "613, 0, deferred ACCOUNT",
    "2, 0, deferred ACCOUNT",
    "1200, 0, deferred RECIPIENT",
    "1545133, 0, deferred RECIPIENT",
  })
  void errorsMeanWhatTheTableSays(int code, int subcode, String expected) throws Exception {
    instagram.refuse(code, subcode);

    var outcome = send(instagram, Map.of(), Optional.empty());

    assertThat(
            switch (outcome) {
              case Outcome.Accepted _ -> "accepted";
              case Outcome.Uncertain _ -> "uncertain";
              case Outcome.Deferred(_, var scope, _) -> "deferred " + scope;
              case Outcome.Refused(var fault, _) -> "refused " + fault;
            })
        .isEqualTo(expected);
  }

  @Test
  void instagramTakesNoFilesButPdf() throws Exception {
    var file = new TextFile("a.docx", "application/msword", "x", true);
    var message =
        new OutboundFile("d", "77", ContentType.FILE, file, "", Optional.empty(), "", Map.of());

    try (var one = connect(instagram, Map.of());
        var other = connect(messenger, Map.of())) {
      assertThat(one.sendFile(message)).isInstanceOf(Outcome.Refused.class);
      assertThat(other.sendFile(message)).isInstanceOf(Outcome.Accepted.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "m1",
        "/v25.0/me",
        "file:///etc/passwd",
        "http://cdn.example/x",
        "http://127.0.0.1:1/x",
        "http://127.0.0.1/x",
        "https://127.0.0.1/x",
        "https://10.1.2.3/x",
        "https://192.168.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/x",
        "https://[::1]/x",
        "https://[fd00::1]/x",
        "https://0.0.0.0/x",
        "https://localhost/x",
        "https://cdn.example:8443/x",
        "https://a@cdn.example/x"
      })
  void aLinkCannotLeadIntoANetworkOfOurs(String reference) throws Exception {
    try (var connector = connect(instagram, Map.of())) {
      assertThatThrownBy(() -> connector.fetch(reference)).isInstanceOf(MediaLostException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"account-id, abc", "api-version, 25", "base-url, ftp://x"})
  void saysWhichSettingIsWrong(String name, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> connect(instagram, Map.of(name, value)))
        .withMessageStartingWith(name + ":");
  }

  private static Outcome send(
      GraphProvider provider, Map<String, String> metadata, Optional<String> replyTo)
      throws Exception {
    try (var connector = connect(provider, Map.of())) {
      return connector.sendMessage(
          new Outbound("d-1", "77", new Content.Text("oi"), replyTo, "Ana", metadata));
    }
  }

  private static Connector connect(GraphProvider provider, Map<String, String> changed) {
    ConnectorFactory factory = provider.factory();
    var settings = new HashMap<>(provider.settings());
    settings.putAll(changed);
    var account = new ChannelAccountId(factory.channel(), "a");
    return factory.connect(new ConnectorContext(account, settings, Clock.systemUTC()));
  }

  private static JsonNode json(String text) {
    return Json.read(text.replace('\'', '"')).orElseThrow();
  }
}
