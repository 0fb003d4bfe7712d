package io.chat4all.server;

import static io.chat4all.server.RestCalls.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The calls of the seeds' quick starts, word for word, against a real demo.
@Timeout(60)
class QuickStartIT {

  @TempDir private static Path dataDir = Path.of("");
  private static ServerProcess demo;
  private static RestCalls calls;

  @BeforeAll
  static void start() {
    demo = ServerProcess.start("demo", dataDir, 0);
    calls = new RestCalls(demo.url());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    calls.close();
    assertThat(demo.stop()).isIn(0, 143);
  }

  @Test
  void sendsToAMadeUpConversationAndReadsTheHistory() throws IOException, InterruptedException {
    var token = calls.token("bruno", "test");
    var chat = UUID.randomUUID();

    var sent =
        calls.json(
            "POST",
            "/v1/messages",
            token,
            "{\"chat_id\": \"%s\", \"content\": \"Olá, esta é uma mensagem de teste\"}"
                .formatted(chat));
    var history = calls.get("/v1/conversations/" + chat + "/messages", token);

    assertThat(sent.statusCode()).isEqualTo(202);
    assertThat(text(sent.body(), "status")).isEqualTo("accepted");
    assertThat(history.statusCode()).isEqualTo(200);
    assertThat(history.body()).startsWith("[{").endsWith("}]");
    assertThat(text(history.body(), "message_id")).isEqualTo(text(sent.body(), "message_id"));
    assertThat(text(history.body(), "conversation_id")).isEqualTo(chat.toString());
    assertThat(text(history.body(), "sender_id")).isEqualTo("bruno");
    assertThat(text(history.body(), "content")).isEqualTo("Olá, esta é uma mensagem de teste");
    assertThat(text(history.body(), "status")).isIn("PENDING", "SENT", "DELIVERED", "READ");
    assertThat(text(history.body(), "type")).isEqualTo("text");
    assertThat(text(history.body(), "created_at")).endsWith("Z");
    assertThat(history.body()).contains("\"file_id\"", "\"seq\":1,");
    var id = UUID.fromString(text(sent.body(), "message_id"));
    assertThat(awaitStatus(id, token, "READ")).contains("\"channel\":\"whatsapp\"");
  }

  @Test
  void briefsBodyReachesTheOtherUserAndReadIsTrue() throws IOException, InterruptedException {
    var bruno = calls.token("bruno", "test");
    var maria = calls.token("maria", "test");
    var conversation = UUID.randomUUID();
    var id = UUID.randomUUID();

    var sent =
        calls.json(
            "POST",
            "/v1/messages",
            bruno,
            """
            {"message_id": "%s", "conversation_id": "%s", "from": "bruno", "to": ["maria"],
             "channels": ["whatsapp", "instagram"], "payload": {"type": "text", "text": "oi"},
             "metadata": {"priority": "high"}}\
            """
                .formatted(id, conversation));
    var history = calls.get("/v1/conversations/" + conversation + "/messages", bruno);
    var seq = calls.get("/v1/messages/" + id, maria);
    var report =
        calls.json("PATCH", "/v1/messages/" + id + "/status", maria, "{\"status\": \"READ\"}");

    assertThat(sent.statusCode()).isEqualTo(202);
    assertThat(text(sent.body(), "message_id")).isEqualTo(id.toString());
    assertThat(text(history.body(), "status")).isIn("PENDING", "SENT", "DELIVERED", "READ");
    assertThat(seq.body()).contains("\"priority\":\"high\"");
    assertThat(report.statusCode()).isEqualTo(200);
    assertThat(awaitStatus(id, bruno, "READ")).contains("\"recipient\":\"maria\"", "device");
  }

  @Test
  void apiClientGetsATokenByJson() throws IOException, InterruptedException {
    var response =
        calls.json(
            "POST",
            "/auth/token",
            "",
            "{\"client_id\": \"admin_client\", \"client_secret\": \"super_secret_key\"}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(text(response.body(), "token_type")).isEqualTo("bearer");
    assertThat(response.body()).contains("\"expires_in\":1800");
  }

  @Test
  void newUserSignsUpAndIn() throws IOException, InterruptedException {
    var created =
        calls.json(
            "POST",
            "/v1/users",
            "",
            """
            {"username": "novo_usuario", "email": "usuario@example.com", "password": "senha_segura"}\
            """);

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(calls.token("novo_usuario", "senha_segura")).isNotEmpty();
  }

  @Test
  void conversationIsMadeByTheBriefsBody() throws IOException, InterruptedException {
    var made =
        calls.json(
            "POST",
            "/v1/conversations",
            calls.token("bruno", "test"),
            "{\"type\": \"group\", \"members\": [\"bruno\", \"maria\"], \"metadata\": {}}");

    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.body()).contains("\"member_count\":2");
  }

  @Test
  void usersOfTheDemoShareAConversation() throws IOException, InterruptedException {
    var list = calls.get("/v1/conversations", calls.token("maria", "test"));

    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(list.body()).contains("\"type\":\"private\"", "\"bruno\"", "\"maria\"");
  }

  @Test
  void healthAndDocumentationNeedNoToken() throws IOException, InterruptedException {
    assertThat(calls.get("/health", "").body()).contains("\"status\":\"ok\"");
    assertThat(calls.get("/openapi.json", "").body()).contains("\"openapi\":\"3.1");
    assertThat(calls.get("/metrics", "").statusCode()).isEqualTo(200);
    assertThat(calls.get("/docs/", "").body()).contains("swagger");
    assertThat(calls.get("/v1/conversations", "").statusCode()).isEqualTo(401);
  }

  @Test
  void metricsOfAlertsAndDashboardsAreThere() throws IOException, InterruptedException {
    var token = calls.token("bruno", "test");
    calls.json(
        "POST",
        "/v1/messages",
        token,
        "{\"conversation_id\": \"%s\", \"payload\": {\"type\": \"text\", \"text\": \"oi\"}}"
            .formatted(UUID.randomUUID()));
    calls.json("POST", "/webhooks/telegram/nobody", "", "{}");

    var metrics = calls.get("/metrics", "").body();

    assertThat(DeployFiles.metricsAskedFor())
        .allSatisfy(name -> assertThat(metrics).containsPattern("(?m)^" + name + "[ {]"));
  }

  /// The status once it is there; receipts are merged a moment after they were accepted.
  private static String awaitStatus(UUID message, String token, String status)
      throws IOException, InterruptedException {
    while (true) {
      var response = calls.get("/v1/messages/" + message + "/status", token);
      if (text(response.body(), "status").equals(status)) {
        return response.body();
      }
    }
  }
}
