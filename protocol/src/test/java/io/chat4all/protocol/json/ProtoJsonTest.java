package io.chat4all.protocol.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import io.chat4all.protocol.v1.Ack;
import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.Location;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.MessageStatus;
import io.chat4all.protocol.v1.Payload;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.Status;
import io.chat4all.protocol.v1.UpdateUserRequest;
import io.chat4all.protocol.v1.User;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProtoJsonTest {

  private final ProtoJson json = new ProtoJson();

  @Test
  void writesFieldsByTheirProtoNamesAndThoseWithoutPresenceAlways() {
    var message =
        Message.newBuilder()
            .setMessageId("m")
            .setSeq(Long.MAX_VALUE)
            .setCreatedAt(Timestamp.newBuilder().setSeconds(1).setNanos(5_000_000))
            .setStatus(Status.SENT)
            .putMetadata("priority", "high")
            .build();

    assertThat(text(message))
        .isEqualTo(
            "{\"conversation_id\":\"\",\"message_id\":\"m\",\"seq\":9223372036854775807,"
                + "\"sender_id\":\"\",\"type\":\"\",\"content\":\"\",\"file_id\":\"\","
                + "\"created_at\":\"1970-01-01T00:00:01.005Z\",\"status\":\"SENT\","
                + "\"metadata\":{\"priority\":\"high\"},\"reactions\":[]}");
  }

  @Test
  void writesAFieldWithPresenceWhenItIsSetToItsDefault() {
    assertThat(text(User.newBuilder().setEmail("").build())).contains("\"email\":\"\"");
    assertThat(text(User.getDefaultInstance())).doesNotContain("email");
  }

  @Test
  void writesAnEmptyMessageAsAnEmptyObject() throws JsonFormatException {
    assertThat(text(Empty.getDefaultInstance())).isEqualTo("{}");
    assertThat(json.read("{\"x\":[{}]}".getBytes(UTF_8), Empty.getDefaultInstance()))
        .isEqualTo(Empty.getDefaultInstance());
  }

  @Test
  void writesOnlyTheMemberOfAOneofThatIsSet() {
    var frame = ClientFrame.newBuilder().setAck(Ack.newBuilder().setSeq(3)).build();

    assertThat(text(frame)).isEqualTo("{\"id\":\"\",\"ack\":{\"conversation_id\":\"\",\"seq\":3}}");
  }

  @Test
  void writesAnEnumValueOfANewerPeerAsItsNumber() {
    var status = MessageStatus.newBuilder().setStatusValue(77).build();

    assertThat(text(status)).contains("\"status\":77");
  }

  @Test
  void writesTextAsUtf8AndEscapesOnlyWhatItMust() throws JsonFormatException {
    var payload = Payload.newBuilder().setText("a\"\\\n\t\u0001 é 漢 😀").build();

    assertThat(text(payload)).contains("a\\\"\\\\\\n\\t\\u0001 é 漢 😀");
    assertThat(json.read(json.write(payload), Payload.getDefaultInstance())).isEqualTo(payload);
  }

  @Test
  void leavesTheStreamsOpen() throws Exception {
    var closed = new AtomicBoolean();
    var out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed.set(true);
          }
        };

    json.write(Empty.getDefaultInstance(), out);

    assertThat(out.toString(UTF_8)).isEqualTo("{}");
    assertThat(closed).isFalse();
    assertThat(json.read(new ByteArrayInputStream(out.toByteArray()), Empty.getDefaultInstance()))
        .isNotNull();
  }

  @Test
  void readsBothSpellingsOfAName() throws JsonFormatException {
    var snake = read("{\"conversation_id\":\"c\",\"message_id\":\"m\"}");
    var camel = read("{\"conversationId\":\"c\",\"messageId\":\"m\"}");

    assertThat(camel).isEqualTo(snake);
    assertThat(snake.getConversationId()).isEqualTo("c");
  }

  @Test
  void refusesAFieldThatStandsTwiceUnderBothSpellings() {
    var e = refused("{\"message_id\":\"a\",\"messageId\":\"b\"}", SendMessageRequest.newBuilder());

    assertThat(e.code()).isEqualTo("invalid_argument");
    assertThat(e.field()).isEqualTo("message_id");
  }

  @Test
  void passesOverUnknownFieldsWhateverTheyHold() throws JsonFormatException {
    var request =
        read("{\"x\":{\"a\":[1,{\"b\":null}]},\"content\":\"hi\",\"y\":[[]],\"z\":1e999}");

    assertThat(request.getContent()).isEqualTo("hi");
  }

  @Test
  void readsNullAsAbsent() throws JsonFormatException {
    var request = read("{\"content\":null,\"payload\":null,\"to\":null,\"metadata\":null}");

    assertThat(request).isEqualTo(SendMessageRequest.getDefaultInstance());
    assertThat(
            json.read("{\"email\":null}".getBytes(UTF_8), UpdateUserRequest.getDefaultInstance())
                .hasEmail())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "\"7\"", "7.0", "70e-1", "\"7.0\""})
  void readsANumberHoweverItIsWritten(String seq) throws JsonFormatException {
    assertThat(json.read(ack(seq), Ack.getDefaultInstance()).getSeq()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "\"9223372036854775807\""})
  void readsTheGreatestNumber(String seq) throws JsonFormatException {
    assertThat(json.read(ack(seq), Ack.getDefaultInstance()).getSeq()).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7.5", "9223372036854775808", "-9223372036854775809", "1e400", "1e999999999", "\"\"",
        "\"seven\"", "\" 7\"", "true", "[]", "{}", "[7]"
      })
  void refusesWhatIsNoWholeNumberOrTooGreat(String seq) {
    var e = refused("{\"ack\":{\"seq\":" + seq + "}}", ClientFrame.newBuilder());

    assertThat(e.code()).isEqualTo("invalid_argument");
    assertThat(e.field()).isEqualTo("ack.seq");
    assertThat(e.detail()).startsWith("value: ").contains("(expected: a whole number from ");
  }

  @Test
  void readsEnumsByNameAndByNumber() throws JsonFormatException {
    var byName = json.read(bytes("{\"status\":\"READ\"}"), MessageStatus.getDefaultInstance());
    var byNumber = json.read(bytes("{\"status\":4}"), MessageStatus.getDefaultInstance());

    assertThat(byName.getStatus()).isEqualTo(Status.READ);
    assertThat(byNumber).isEqualTo(byName);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"SEEN\"", "\"read\"", "\"\"", "99", "4.5", "true", "{}"})
  void refusesAnUnknownEnumNameAndSaysWhichThereAre(String status) {
    var e =
        refused("{\"deliveries\":[{},{\"status\":" + status + "}]}", MessageStatus.newBuilder());

    assertThat(e.code()).isEqualTo("invalid_argument");
    assertThat(e.field()).isEqualTo("deliveries[1].status");
    assertThat(e.detail()).contains("PENDING, SENT, DELIVERED, READ, FAILED");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T10:00:00Z, 1795168800, 0",
    "2026-11-20T10:00:00.123456789Z, 1795168800, 123456789",
    "2026-11-20T12:00:00+02:00, 1795168800, 0",
    "0001-01-01T00:00:00Z, -62135596800, 0"
  })
  void readsTimes(String text, long seconds, int nanos) throws JsonFormatException {
    var event = json.read(bytes("{\"at\":\"" + text + "\"}"), Event.getDefaultInstance());

    assertThat(event.getAt().getSeconds()).isEqualTo(seconds);
    assertThat(event.getAt().getNanos()).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"yesterday\"",
        "\"2026-11-20\"",
        "\"2026-13-20T10:00:00Z\"",
        "1795168800",
        "\"+10000-01-01T00:00:00Z\"",
        "\"-0001-01-01T00:00:00Z\"",
        "{\"seconds\":1}"
      })
  void refusesWhatIsNoTime(String at) {
    var e = refused("{\"at\":" + at + "}", Event.newBuilder());

    assertThat(e.code()).isEqualTo("invalid_argument");
    assertThat(e.field()).isEqualTo("at");
  }

  @Test
  void readsMaps() throws JsonFormatException {
    var request = read("{\"metadata\":{\"priority\":\"high\",\"a.b\":\"\"}}");

    assertThat(request.getMetadataMap()).containsEntry("priority", "high").containsEntry("a.b", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"metadata\":{\"a\":1}}| metadata[\"a\"]",
        "{\"metadata\":{\"a\":null}}| metadata[\"a\"]",
        "{\"metadata\":[]}| metadata",
        "{\"to\":\"bob\"}| to",
        "{\"to\":[\"bob\",7]}| to[1]",
        "{\"to\":[null]}| to[0]",
        "{\"content\":7}| content",
        "{\"payload\":\"hi\"}| payload",
        "{\"payload\":[]}| payload",
        "{\"payload\":{\"location\":{\"latitude\":\"north\"}}}| payload.location.latitude",
        "{\"payload\":{\"location\":{\"latitude\":1e999}}}| payload.location.latitude",
        "{\"payload\":{\"contact\":{\"phones\":[\"1\",{}]}}}| payload.contact.phones[1]",
        "{\"payload\":{\"text\":\"a\\u0000b\"}}| payload.text",
      })
  void namesTheFieldThatHasAWrongType(String body, String field) {
    var e = refused(body, SendMessageRequest.newBuilder());

    assertThat(e.code()).isEqualTo("invalid_argument");
    assertThat(e.field()).isEqualTo(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "\"x\"", "true", "null"})
  void refusesARootThatIsNoObject(String body) {
    var e = refused(body, SendMessageRequest.newBuilder());

    assertThat(e.code()).isEqualTo("invalid_argument");
    assertThat(e.field()).isEmpty();
    assertThat(e.detail()).contains("an object");
  }

  @Test
  void refusesTwoMembersOfAOneof() {
    var e = refused("{\"ack\":{\"seq\":1},\"read\":{\"seq\":1}}", ClientFrame.newBuilder());

    assertThat(e.code()).isEqualTo("invalid_argument");
    assertThat(e.field()).isEqualTo("read");
    assertThat(e.detail()).contains("'ack'");
  }

  @Test
  void countsANullMemberOfAOneofAsAbsent() throws JsonFormatException {
    var frame =
        json.read(bytes("{\"ack\":null,\"read\":{\"seq\":1}}"), ClientFrame.getDefaultInstance());

    assertThat(frame.getFrameCase()).isEqualTo(ClientFrame.FrameCase.READ);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"content\"",
        "{\"content\":",
        "{\"content\":\"",
        "{\"content\":\"a\"",
        "{\"content\":\"a\",}",
        "{'content':'a'}",
        "{content:\"a\"}",
        "{\"content\":\"a\"}x",
        "{\"content\":\"a\"}{}",
        "{\"content\":\"a\"}]",
        "{\"content\":\"a\nb\"}",
        "{\"content\":\"\\x\"}",
        "{\"content\":\"\\ud800\"}",
        "{\"content\":\"\\ud800a\"}",
        "{\"content\":\"\\udc00\"}",
        "{\"content\":\"\\udc00\\ud800\"}",
        "{\"metadata\":{\"\\ud800\":\"a\"}}",
        "{\"content\":NaN}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":tru}",
        "// c\n{}",
        "{\"content\":\"a\"}\u0000",
        "\u0000{}",
        "{\u0000}",
        "nul",
        "<xml/>",
        "content=hi"
      })
  void refusesWhatIsNoJson(String body) {
    var e = refused(body, SendMessageRequest.newBuilder());

    assertThat(e.code()).isEqualTo("malformed_json");
    assertThat(e.field()).isEmpty();
    assertThat(e.detail()).isNotBlank().doesNotContain("\u0000").doesNotContain("com.fasterxml");
  }

  @Test
  void refusesOtherEncodingsThanUtf8() {
    var body = "{\"content\":\"é\"}";
    byte[] overlong = bytes("{\"content\":\"ab\"}");
    overlong[12] = (byte) 0xC0;
    overlong[13] = (byte) 0x80;

    assertThat(refused(body.getBytes(ISO_8859_1)).code()).isEqualTo("malformed_json");
    assertThat(refused(body.getBytes(UTF_16LE)).code()).isEqualTo("malformed_json");
    assertThat(refused(overlong).code()).isEqualTo("malformed_json");
  }

  @Test
  void refusesNestingBeyondTheLimitInUnknownFieldsToo() {
    var deep = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    assertThat(refused(deep, SendMessageRequest.newBuilder()).code()).isEqualTo("malformed_json");
  }

  @Test
  void readsPairedSurrogateEscapes() throws JsonFormatException {
    assertThat(read("{\"content\":\"\\ud83d\\ude00\"}").getContent()).isEqualTo("😀");
  }

  @Test
  void readsNumbersOfAPlace() throws JsonFormatException {
    var place =
        json.read(
            bytes("{\"latitude\":-8.05,\"longitude\":\"1e2\"}"), Location.getDefaultInstance());

    assertThat(place.getLatitude()).isEqualTo(-8.05);
    assertThat(place.getLongitude()).isEqualTo(100);
  }

  @Test
  void doesNotQuoteMoreOfAValueThanAPersonReads() {
    var e = refused("{\"seq\":\"" + "9".repeat(5000) + "\"}", Ack.newBuilder());

    assertThat(e.detail()).hasSizeLessThan(200);
  }

  private SendMessageRequest read(String body) throws JsonFormatException {
    return json.read(bytes(body), SendMessageRequest.getDefaultInstance());
  }

  private JsonFormatException refused(byte[] body) {
    return catchThrowableOfType(
        JsonFormatException.class, () -> json.read(body, SendMessageRequest.getDefaultInstance()));
  }

  private JsonFormatException refused(String body, com.google.protobuf.Message.Builder type) {
    return catchThrowableOfType(
        JsonFormatException.class, () -> json.read(bytes(body), type.build()));
  }

  private String text(com.google.protobuf.Message message) {
    return new String(json.write(message), UTF_8);
  }

  private static byte[] ack(String seq) {
    return bytes("{\"seq\":" + seq + "}");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
