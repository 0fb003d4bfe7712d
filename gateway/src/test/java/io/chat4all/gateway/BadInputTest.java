package io.chat4all.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every kind of bad input gets a clear refusal with a stable code, and the server stays up.
@Timeout(60)
class BadInputTest {

  private static final Map<String, String> JSON = Map.of("content-type", "application/json");

  private static TestNode node;
  private static Rest bruno;
  private static String chat;

  @BeforeAll
  static void start() {
    node = TestNode.start();
    bruno = node.user("bruno");
    chat = UUID.randomUUID().toString();
  }

  @AfterAll
  static void stop() {
    bruno.post("/v1/messages", message("still up")).expect(202);
    node.close();
  }

  @Test
  void unknownFieldsAreIgnored() {
    var body = message("x").replace("{\"chat", "{\"newer\":{\"a\":[1,null]},\"chat");

    bruno.post("/v1/messages", body).expect(202);
  }

  @Test
  void aSenderWhoIsNotTheCallerIsRefused() {
    var body = message("x").replace("{\"chat", "{\"from\":\"maria\",\"chat");

    bruno.post("/v1/messages", body).expectProblem(403, "sender_mismatch", "from");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"chat_id\":}",
        "{\"a\":1}{",
        "nonsense",
        "{'a':1}",
        "{\"a\":01}",
        "\"\\x\""
      })
  void malformedJsonIsRefused(String body) {
    bruno.post("/v1/messages", body).expectProblem(400, "malformed_json");
  }

  @Test
  void deeplyNestedJsonIsRefused() {
    bruno.post("/v1/messages", "{\"a\":".repeat(10_000)).expectProblem(400, "malformed_json");
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    var body = message("????").getBytes(UTF_8);
    body[message("").indexOf("\"\"}") + 1] = (byte) 0xFF;

    bruno.send("POST", "/v1/messages", body, JSON).expectProblem(400, "malformed_json");
  }

  @Test
  void wrongTypesAreRefusedWithThePathOfTheField() {
    var place = message("x").replace("\"content\":\"x\"", "\"payload\":{\"location\":7}");

    bruno.post("/v1/messages", place).expectProblem(400, "invalid_argument", "payload.location");
    bruno
        .post("/v1/messages", "{\"chat_id\":17,\"content\":\"x\"}")
        .expectProblem(400, "invalid_argument", "chat_id");
    bruno
        .post("/v1/messages", message("x").replace("{\"chat", "{\"to\":\"maria\",\"chat"))
        .expectProblem(400, "invalid_argument", "to");
  }

  @Test
  void badUuidsAreRefused() {
    bruno
        .post("/v1/messages", "{\"chat_id\":\"1-1-1-1-1\",\"content\":\"x\"}")
        .expectProblem(400, "invalid_argument", "chat_id");
    bruno
        .get("/v1/conversations/nope/messages")
        .expectProblem(400, "invalid_argument", "conversation_id");
    bruno.get("/v1/messages/nope").expectProblem(400, "invalid_argument", "message_id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\\n\\t"})
  void emptyTextIsRefused(String text) {
    bruno.post("/v1/messages", message(text)).expectProblem(400, "invalid_argument", "content");
  }

  @Test
  void aTextOfOneMegabyteIsRefused() {
    bruno
        .post("/v1/messages", message("x".repeat(1_000_000)))
        .expectProblem(413, "message_too_large", "content");
  }

  @Test
  void textOf64KibibytesIsAcceptedAndOneByteMoreIsNot() {
    bruno.post("/v1/messages", message("é".repeat(32 << 10))).expect(202);
    bruno
        .post("/v1/messages", message("é".repeat(32 << 10) + "x"))
        .expectProblem(413, "message_too_large");
  }

  @Test
  void aRequestOfMoreThanOneMebibyteIsRefused() {
    bruno
        .post("/v1/messages", message("x".repeat(2 << 20)))
        .expectProblem(413, "request_too_large");
  }

  @Test
  void unknownEnumNamesAreRefused() {
    var path = "/v1/messages/%s/status".formatted(UUID.randomUUID());

    bruno.patch(path, "{\"status\":\"EATEN\"}").expectProblem(400, "invalid_argument", "status");
    bruno.patch(path, "{}").expectProblem(400, "invalid_argument", "status");
    bruno
        .post("/v1/conversations", "{\"type\":\"herd\"}")
        .expectProblem(400, "invalid_argument", "type");
    bruno
        .post(
            "/v1/messages",
            message("x").replace("\"content\":\"x\"", "\"payload\":{\"type\":\"smell\"}"))
        .expectProblem(400, "invalid_argument", "payload.type");
  }

  @Test
  void tenThousandMembersInOneCallAreRefused() {
    var members =
        IntStream.range(0, 10_000).mapToObj(i -> "\"u" + i + "\"").collect(Collectors.joining(","));

    bruno
        .post("/v1/conversations", "{\"type\":\"group\",\"members\":[%s]}".formatted(members))
        .expectProblem(400, "invalid_argument", "members");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "a\\u0007", "\\u001b[31m", "\\u007f", "\\u0085"})
  void controlCharactersAreRefused(String text) {
    bruno.post("/v1/messages", message(text)).expectProblem(400, "invalid_argument", "content");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud83d", "\\udc4b", "a\\ud83dz", "\\udc4b\\ud83d"})
  void unpairedSurrogatesAreRefused(String text) {
    var reply = bruno.post("/v1/messages", message(text)).expect(400);

    assertThat(reply.text("code")).isIn("malformed_json", "invalid_argument");
  }

  @Test
  void aPairOfSurrogateEscapesIsOneCharacter() {
    var conversation = UUID.randomUUID().toString();
    bruno.post("/v1/messages", message("\\ud83d\\udc4b").replace(chat, conversation)).expect(202);

    var history = bruno.get("/v1/conversations/%s/messages".formatted(conversation)).expect(200);

    assertThat(history.json().get(0).path("content").asText()).isEqualTo("👋");
  }

  @Test
  void bothBodiesAtOnceAreRefused() {
    var both = message("x").replace("\"content\"", "\"payload\":{\"text\":\"y\"},\"content\"");

    bruno.post("/v1/messages", both).expectProblem(400, "invalid_argument", "content");
  }

  @Test
  void aSendWithoutAConversationIsRefused() {
    bruno
        .post("/v1/messages", "{\"content\":\"x\"}")
        .expectProblem(400, "invalid_argument", "conversation_id");
    bruno.post("/v1/messages", "").expectProblem(400, "invalid_argument", "conversation_id");
  }

  @Test
  void anUnknownRecipientIsRefused() {
    bruno
        .post(
            "/v1/messages",
            "{\"chat_id\":\"%s\",\"content\":\"x\",\"to\":[\"nobody\"]}"
                .formatted(UUID.randomUUID()))
        .expectProblem(404, "unknown_user");
  }

  @Test
  void unknownPathsAndMethodsAreRefused() {
    bruno.get("/v2/messages").expectProblem(404, "not_found");
    bruno.get("/docs/nothing-here.js").expectProblem(404, "not_found");
    bruno.delete("/v1/messages").expectProblem(405, "method_not_allowed");
    bruno.get("/chat4all.v1.Messages/SendMessage").expectProblem(405, "method_not_allowed");
  }

  @Test
  void otherContentTypesAreRefused() {
    var body = message("x").getBytes(UTF_8);

    bruno
        .send("POST", "/v1/messages", body, Map.of("content-type", "text/xml"))
        .expectProblem(415, "unsupported_media_type");
    node.anonymous()
        .post("/token", "{\"username\":\"bruno\"}")
        .expectProblem(415, "unsupported_media_type");
    bruno
        .send("POST", "/chat4all.v1.Messages/SendMessage", body, JSON)
        .expectProblem(415, "unsupported_media_type");
  }

  @Test
  void badQueriesAreRefused() {
    var path = "/v1/conversations/%s/messages".formatted(chat);

    bruno.get(path + "?after_seq=x").expectProblem(400, "invalid_argument", "after_seq");
    bruno.get(path + "?page_size=1001").expectProblem(400, "invalid_argument", "page_size");
    bruno.get(path + "?page_token=zzz").expectProblem(400, "invalid_argument", "page_token");
    bruno.get(path + "?since=yesterday").expectProblem(400, "invalid_argument", "since");
    bruno
        .get(path + "?after_seq=1&before_seq=2")
        .expectProblem(400, "invalid_argument", "before_seq");
    bruno.get("/v1/users/%ff").expectProblem(400, "invalid_argument", "user_id");
  }

  @Test
  void badSignUpsAreRefused() {
    var users = "/v1/users";
    var good = "{\"username\":\"zoe\",\"email\":\"z@example.org\",\"password\":\"12345678\"}";

    node.anonymous()
        .post(users, good.replace("zoe", "z/e"))
        .expectProblem(400, "invalid_argument", "username");
    node.anonymous()
        .post(users, good.replace("zoe", "me"))
        .expectProblem(400, "invalid_argument", "username");
    node.anonymous()
        .post(users, good.replace("z@example.org", "z"))
        .expectProblem(400, "invalid_argument", "email");
    node.anonymous()
        .post(users, good.replace("12345678", "short"))
        .expectProblem(400, "invalid_argument", "password");
    node.anonymous()
        .post(users, good.replace("12345678", "é".repeat(40)))
        .expectProblem(400, "invalid_argument", "password");
    node.anonymous()
        .post(users, good.replace("zoe", "bruno"))
        .expectProblem(409, "already_exists", "username");
    node.anonymous()
        .post(users, good.replace("z@example.org", "Maria@example.org"))
        .expectProblem(409, "already_exists", "email");
  }

  private static String message(String text) {
    return "{\"chat_id\":\"%s\",\"content\":\"%s\"}".formatted(chat, text);
  }
}
