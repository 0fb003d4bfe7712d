package io.chat4all.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every call of "API that existing clients already speak", with exactly those bodies.
@Timeout(60)
class ExistingClientsTest {

  private static TestNode node;
  private static Rest bruno;
  private static Rest maria;

  @BeforeAll
  static void start() {
    node = TestNode.start();
    bruno = node.user("bruno");
    maria = node.user("maria");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void aFormWithUsernameAndPasswordAnswersABearerToken() {
    var reply = node.anonymous().form("/token", "username=bruno&password=test");

    reply.expect(200);
    assertThat(reply.text("token_type")).isEqualTo("bearer");
    assertThat(reply.text("access_token")).matches("[^.]+\\.[^.]+\\.[^.]+");
    assertThat(reply.json().path("expires_in").asInt()).isEqualTo(1800);
    assertThat(reply.header("cache-control")).isEqualTo("no-store");
  }

  @Test
  void theFormOfOAuthLibrariesWithEmptyClientFieldsIsAPasswordGrant() {
    var form = "grant_type=password&username=bruno&password=test&scope=&client_id=&client_secret=";

    var reply = node.anonymous().form("/token", form);

    reply.expect(200);
  }

  @Test
  void clientCredentialsAsJsonAnswerAToken() {
    var reply =
        node.anonymous()
            .post(
                "/auth/token",
                "{\"client_id\":\"admin_client\",\"client_secret\":\"super_secret_key\"}");

    reply.expect(200);
    assertThat(reply.text("access_token")).isNotEmpty();
    assertThat(reply.json().path("expires_in").isNumber()).isTrue();
  }

  @Test
  void aUserSignsUpAndLogsIn() {
    var reply =
        node.anonymous()
            .post(
                "/v1/users",
                "{\"username\":\"Ana\",\"email\":\"ana@example.com\",\"password\":\"correct horse\"}");

    reply.expect(201);
    assertThat(reply.text("user_id")).isEqualTo("ana");
    assertThat(reply.text("role")).isEqualTo("user");
    assertThat(reply.json().has("password")).isFalse();
    node.anonymous().form("/token", "username=ana&password=correct+horse").expect(200);
  }

  @Test
  void chatIdAndContentAreAcceptedAndStandInTheHistory() {
    var chat = UUID.randomUUID().toString();

    var sent =
        bruno.post("/v1/messages", "{\"chat_id\":\"%s\",\"content\":\"Olá 👋\"}".formatted(chat));

    sent.expect(202);
    assertThat(sent.text("status")).isEqualTo("accepted");
    var history = bruno.get("/v1/conversations/%s/messages".formatted(chat)).expect(200).json();
    assertThat(history.isArray()).isTrue();
    var message = history.get(0);
    assertThat(message.path("conversation_id").asText()).isEqualTo(chat);
    assertThat(message.path("message_id").asText()).isEqualTo(sent.text("message_id"));
    assertThat(message.path("sender_id").asText()).isEqualTo("bruno");
    assertThat(message.path("content").asText()).isEqualTo("Olá 👋");
    assertThat(message.path("created_at").asText()).endsWith("Z");
    assertThat(message.path("status").asText()).isEqualTo("SENT");
    assertThat(message.path("type").asText()).isEqualTo("text");
    assertThat(message.path("file_id").asText()).isEmpty();
    assertThat(message.path("seq").isIntegralNumber()).isTrue();
    assertThat(message.path("seq").asLong()).isEqualTo(1);
  }

  @Test
  void aFileIdMakesAFileMessage() {
    var chat = UUID.randomUUID().toString();

    bruno
        .post(
            "/v1/messages",
            "{\"chat_id\":\"%s\",\"content\":\"see\",\"file_id\":\"f-1\"}".formatted(chat))
        .expect(202);

    var message = bruno.get("/v1/conversations/%s/messages".formatted(chat)).json().get(0);
    assertThat(message.path("type").asText()).isEqualTo("file");
    assertThat(message.path("file_id").asText()).isEqualTo("f-1");
    assertThat(message.path("content").asText()).isEqualTo("see");
  }

  @Test
  void theBodyOfTheBriefIsAcceptedAndItsIdIsTheKeyOfIdempotency() {
    var id = UUID.randomUUID().toString();
    var body =
        """
        {"message_id":"%s","conversation_id":"%s","from":"bruno","to":["maria"],
         "channels":["all"],"payload":{"type":"text","text":"hi"},"metadata":{"priority":"high"}}
        """
            .formatted(id, UUID.randomUUID());

    var first = bruno.post("/v1/messages", body).expect(202);
    var again = bruno.post("/v1/messages", body).expect(202);

    assertThat(first.text("status")).isEqualTo("accepted");
    assertThat(first.text("message_id")).isEqualTo(id);
    assertThat(again.json()).isEqualTo(first.json());
    var history =
        maria.get("/v1/conversations/%s/messages".formatted(first.text("conversation_id")));
    assertThat(history.expect(200).json()).hasSize(1);
    assertThat(history.json().get(0).path("metadata").path("priority").asText()).isEqualTo("high");
    bruno
        .post("/v1/messages", body.replace("\"hi\"", "\"other\""))
        .expectProblem(409, "message_id_conflict");
  }

  @Test
  void aPrivateConversationOfTheSameTwoIsOne() {
    var body = "{\"type\":\"private\",\"members\":[\"bruno\",\"maria\"],\"metadata\":{}}";

    var made = bruno.post("/v1/conversations", body).expect(201);
    var again = maria.post("/v1/conversations", body).expect(201);

    assertThat(made.text("type")).isEqualTo("private");
    assertThat(again.text("conversation_id")).isEqualTo(made.text("conversation_id"));
    assertThat(made.json().path("members")).hasSize(2);
  }

  @Test
  void aGroupIsMadeWithItsMembersAndMetadata() {
    var made =
        bruno.post(
            "/v1/conversations",
            "{\"type\":\"group\",\"members\":[\"maria\"],\"metadata\":{\"team\":\"a\"}}");

    made.expect(201);
    assertThat(made.json().path("metadata").path("team").asText()).isEqualTo("a");
    assertThat(made.json().path("member_count").asInt()).isEqualTo(2);
  }

  @Test
  void sinceAnswersOnlyWhatIsNotOlder() {
    var chat = UUID.randomUUID().toString();
    bruno
        .post("/v1/messages", "{\"chat_id\":\"%s\",\"content\":\"one\"}".formatted(chat))
        .expect(202);
    var path = "/v1/conversations/%s/messages".formatted(chat);

    assertThat(bruno.get(path + "?since=2020-01-01T00:00:00Z").expect(200).json()).hasSize(1);
    assertThat(bruno.get(path + "?since=2020-01-01T00:00:00").expect(200).json()).hasSize(1);
    assertThat(bruno.get(path + "?since=2999-01-01T00:00:00+00:00").expect(200).json()).isEmpty();
    assertThat(bruno.get(path + "?since=1577836800").expect(200).json()).hasSize(1);
    assertThat(bruno.get(path + "?since_timestamp=32472144000000").expect(200).json()).isEmpty();
  }

  @Test
  void aConnectorReportsREAD() {
    var sent =
        bruno
            .post(
                "/v1/messages",
                "{\"chat_id\":\"%s\",\"content\":\"x\",\"to\":[\"maria\"]}"
                    .formatted(UUID.randomUUID()))
            .expect(202);
    var path = "/v1/messages/%s/status".formatted(sent.text("message_id"));
    var connector = node.client("connector", "connector_secret");

    connector.patch(path, "{\"status\":\"READ\"}").expect(200);

    Eventually.holds(
        () -> assertThat(bruno.get(path).expect(200).text("status")).isEqualTo("READ"));
    var delivery = bruno.get(path).json().path("deliveries").get(0);
    assertThat(delivery.path("recipient").asText()).isEqualTo("maria");
    assertThat(delivery.path("history").size()).isPositive();
  }

  @Test
  void healthAndMetricsAnswer() {
    assertThat(node.anonymous().get("/health").expect(200).text("status")).isEqualTo("ok");
    assertThat(node.anonymous().get("/metrics").expect(200).response().body())
        .contains("chat4all_messages_sent_total", "grpc_server_handled_total");
  }
}
