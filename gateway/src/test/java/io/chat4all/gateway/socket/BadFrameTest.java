package io.chat4all.gateway.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.gateway.socket.ScriptedSocket.Closed;
import io.chat4all.protocol.v1.Error;
import io.chat4all.protocol.v1.ServerFrame.FrameCase;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class BadFrameTest {

  private static Stage stage;
  private static ConversationId group;

  private ScriptedSocket ana;

  @BeforeAll
  static void start() throws InterruptedException {
    stage = new Stage(Stage.CALM);
    group = stage.group("ana", "bia");
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @BeforeEach
  void open() throws IOException {
    ana = stage.open("ana");
  }

  @AfterEach
  void serverStaysUp() throws IOException {
    ana.close();
    try (var next = stage.open("ana")) {
      next.send("ok", group.toString(), "still here");
      assertThat(next.await(FrameCase.ACCEPTED).getId()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "hello",
        "{\"id\":\"1\",}",
        "{\"ack\":{\"seq\":1}}}",
        "{\"id\":\"a\nb\"}",
        "{\"send\":{\"content\":\"\\ud800\"}}"
      })
  void malformedJsonIsRefusedAndTheSessionGoesOn(String text) throws IOException {
    ana.say(text);

    assertThat(error().getCode()).isEqualTo("malformed_json");
    goesOn();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | ",
        "{\"id\":\"7\"} | frame",
        "{\"id\":\"7\",\"shout\":{}} | frame",
        "{\"id\":\"7\",\"id\":\"8\"} | id",
        "{\"id\":\"7\",\"ack\":{\"seq\":1},\"read\":{\"seq\":1}} | read",
        "{\"id\":\"7\",\"ack\":{\"conversation_id\":\"x\",\"seq\":1}} | ack.conversation_id",
        "{\"id\":\"7\",\"ack\":{\"conversation_id\":\"G\",\"seq\":0}} | ack.seq",
        "{\"id\":\"7\",\"ack\":{\"conversation_id\":\"G\",\"seq\":1.5}} | ack.seq",
        "{\"id\":\"7\",\"ack\":{\"conversation_id\":\"G\",\"seq\":9223372036854775808}} | ack.seq",
        "{\"id\":\"7\",\"send\":\"hi\"} | send",
        "{\"id\":\"7\",\"send\":{\"conversation_id\":\"G\",\"content\":7}} | send.content",
        "{\"id\":\"7\",\"send\":{\"conversation_id\":\"G\",\"content\":\"\"}} | send.content",
        "{\"id\":\"7\",\"send\":{\"conversation_id\":\"G\",\"content\":\"a\\u0007b\"}} | send.content",
        "{\"id\":\"7\",\"send\":{\"conversation_id\":\"G\",\"message_id\":\"1\",\"content\":\"a\"}} | send.message_id",
        "{\"id\":\"7\",\"send\":{\"conversation_id\":\"G\",\"payload\":{\"type\":\"shout\"}}} | send.payload.type",
        "{\"id\":\"7\",\"sync\":{}} | sync.cursors",
        "{\"id\":\"7\",\"sync\":{\"cursors\":[{\"conversation_id\":\"G\",\"after_seq\":-1}]}} | sync.cursors[0].after_seq",
      })
  void wrongFieldIsNamedAndTheSessionGoesOn(String text, String field) throws IOException {
    ana.say(text.replace("G", group.toString()));

    var frame = ana.await(FrameCase.ERROR);
    assertThat(frame.getError().getCode()).isEqualTo("invalid_argument");
    assertThat(frame.getError().getField()).isEqualTo(field == null ? "" : field);
    assertThat(frame.getId()).isEqualTo(text.startsWith("[") ? "" : "7");
    goesOn();
  }

  @Test
  void unknownFieldsAreIgnored() throws IOException {
    ana.say(
        "{\"id\":\"7\",\"v\":2,\"send\":{\"conversation_id\":\"%s\",\"content\":\"hi\",\"mood\":{\"x\":[1]}}}"
            .formatted(group));

    assertThat(ana.await(FrameCase.ACCEPTED).getId()).isEqualTo("7");
  }

  @Test
  void tooLargeTextIsRefusedAndTheSessionGoesOn() throws IOException {
    ana.send("7", group.toString(), "x".repeat(65_537));

    assertThat(error().getCode()).isEqualTo("message_too_large");
    ana.send("8", group.toString(), "x".repeat(65_536));
    assertThat(ana.await(FrameCase.ACCEPTED).getId()).isEqualTo("8");
  }

  @Test
  void oversizedFrameClosesWith1009() throws IOException {
    ana.send("7", group.toString(), "x".repeat(3 << 20));

    assertThat(error().getCode()).isEqualTo("request_too_large");
    assertThat(ana.closed()).isEqualTo(new Closed(1009, "request_too_large"));
  }

  @Test
  void manyFragmentsThatAreTooLargeTogetherCloseWith1009() throws IOException {
    var part = "x".repeat(600_000).getBytes(UTF_8);
    ana.frame(0x01, part);
    ana.frame(0x00, part);

    assertThat(error().getCode()).isEqualTo("request_too_large");
    assertThat(ana.closed().code()).isEqualTo(1009);
  }

  @Test
  void fragmentsOfOneFrameAreReadAsOne() throws IOException {
    ana.frame(0x01, "{\"id\":\"7\",\"send\":{\"conversation_id\":\"".getBytes(UTF_8));
    ana.frame(0x00, (group + "\",\"content\":\"é").getBytes(UTF_8));
    ana.frame(0x80, "\"}}".getBytes(UTF_8));

    assertThat(ana.await(FrameCase.ACCEPTED).getId()).isEqualTo("7");
  }

  @Test
  void binaryFrameClosesWith1003() throws IOException {
    ana.sayBinary("{\"id\":\"7\"}".getBytes(UTF_8));

    assertThat(error().getCode()).isEqualTo("binary_frame");
    assertThat(ana.closed()).isEqualTo(new Closed(1003, "binary_frame"));
  }

  @Test
  void invalidUtf8ClosesWith1007() throws IOException {
    ana.frame(0x81, new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80, '"', '}'});

    assertThat(error().getCode()).isEqualTo("malformed_json");
    assertThat(ana.closed()).isEqualTo(new Closed(1007, "malformed_json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8101", "c100", "8300", "8b00", "0180", "89fe0100"})
  void brokenProtocolClosesWith1002(String hex) throws IOException {
    ana.raw(java.util.HexFormat.of().parseHex(hex));
    if (hex.equals("0180")) {
      ana.raw(new byte[] {1, 2, 3, 4});
      ana.raw(java.util.HexFormat.of().parseHex("818001020304"));
    }

    assertThat(error().getCode()).isEqualTo("invalid_argument");
    assertThat(ana.closed().code()).isEqualTo(1002);
  }

  @Test
  void acceptedSendsAreAnsweredBeforeALaterBrokenFrameCloses() throws IOException {
    ana.send("7", group.toString(), "hi");
    ana.sayBinary(new byte[0]);

    assertThat(ana.await(FrameCase.ACCEPTED).getId()).isEqualTo("7");
    assertThat(ana.closed().code()).isEqualTo(1003);
  }

  @Test
  void tooManyCursorsAreRefused() throws IOException {
    var cursors =
        IntStream.range(0, 1_001)
            .mapToObj(i -> "{\"conversation_id\":\"" + group + "\"}")
            .collect(Collectors.joining(","));
    ana.say("{\"id\":\"7\",\"sync\":{\"cursors\":[" + cursors + "]}}");

    assertThat(error().getField()).isEqualTo("sync.cursors");
  }

  @Test
  void tooManyMembersAreRefused() throws IOException {
    var to =
        IntStream.range(0, 10_000).mapToObj(i -> "\"u" + i + "\"").collect(Collectors.joining(","));
    ana.say(
        "{\"id\":\"7\",\"send\":{\"conversation_id\":\"%s\",\"content\":\"hi\",\"to\":[%s]}}"
            .formatted(group, to));

    assertThat(error().getField()).isEqualTo("send.to");
  }

  @Test
  void tooLongIdIsRefused() throws IOException {
    ana.say("{\"id\":\"" + "7".repeat(65) + "\",\"sync\":{}}");

    var frame = ana.await(FrameCase.ERROR);
    assertThat(frame.getError().getField()).isEqualTo("id");
    assertThat(frame.getId()).hasSize(64);
  }

  @Test
  void deeplyNestedJsonIsRefused() throws IOException {
    ana.say("{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");

    assertThat(error().getCode()).isEqualTo("malformed_json");
    goesOn();
  }

  @Test
  void plainRequestIsRefused() throws Exception {
    try (var client = java.net.http.HttpClient.newHttpClient()) {
      var answer =
          client.send(
              java.net.http.HttpRequest.newBuilder(
                      java.net.URI.create("http://127.0.0.1:" + stage.port() + "/v1/ws"))
                  .version(java.net.http.HttpClient.Version.HTTP_1_1)
                  .build(),
              java.net.http.HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(400);
    }
  }

  private Error error() throws IOException {
    return ana.await(FrameCase.ERROR).getError();
  }

  private void goesOn() throws IOException {
    ana.send("on", group.toString(), "and on");
    assertThat(ana.await(FrameCase.ACCEPTED).getId()).isEqualTo("on");
  }
}
