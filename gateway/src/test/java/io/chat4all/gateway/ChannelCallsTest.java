package io.chat4all.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.ScriptedChannels;
import io.chat4all.core.log.DirectoryChange;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Our accounts on the channels, and routes that are explained.
@Timeout(60)
class ChannelCallsTest {

  private static final String MAIN = "/v1/channels/telegram/accounts/main";
  private static final ChannelAccountId ID =
      new ChannelAccountId(ScriptedChannels.TELEGRAM, "main");

  private TestNode node;
  private Rest admin;
  private Rest bruno;

  @BeforeEach
  void start() {
    node = TestNode.start();
    admin = node.admin();
    bruno = node.user("bruno");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void channelsAreListedWithWhatTheyCanDo() {
    var channels = bruno.get("/v1/channels").expect(200).json();

    assertThat(channels.findValuesAsText("channel"))
        .containsExactly("instagram", "telegram", "whatsapp");
    var whatsapp = channels.get(2);
    assertThat(whatsapp.path("title").asText()).isEqualTo("WhatsApp");
    assertThat(whatsapp.path("available").asBoolean()).isTrue();
    var can = whatsapp.path("capabilities");
    assertThat(can.path("session_window_seconds").asLong()).isEqualTo(86_400);
    assertThat(can.path("receipts")).hasSize(3);
    assertThat(can.path("max_bytes").path("image").asLong()).isEqualTo(5L << 20);
    assertThat(can.path("text_unit").asText()).isEqualTo("characters");
    assertThat(whatsapp.path("settings").get(0).path("secret").asBoolean()).isTrue();
  }

  @Test
  void anAccountIsMadeAndItsSecretsAreNeverAnswered() {
    var made =
        put("{\"settings\":{\"token\":\"1:abc\",\"api-url\":\"https://x.example\"},\"inbox\":[\"bruno\"]}")
            .expect(200);

    assertThat(made.response().body()).doesNotContain("1:abc");
    assertThat(made.text("state")).isEqualTo("running");
    assertThat(made.text("webhook_url"))
        .isEqualTo("https://chat.example.org/webhooks/telegram/main");
    assertThat(made.json().path("settings").path("api-url").asText())
        .isEqualTo("https://x.example");
    assertThat(made.json().path("secrets").get(0).asText()).isEqualTo("token");
    assertThat(made.json().path("inbox").get(0).asText()).isEqualTo("bruno");
    var listed = admin.get("/v1/channels").expect(200);
    assertThat(listed.response().body()).contains("\"account\":\"main\"").doesNotContain("1:abc");
    assertThat(bruno.get("/v1/channels").response().body()).doesNotContain("\"account\":\"main\"");
    var kept = node.channels.directory.find(ID).orElseThrow();
    assertThat(kept.sealedSettings()).doesNotContain("1:abc");
    assertThat(node.log.changes()).contains(new DirectoryChange.ChannelAccountChanged(ID));
  }

  @Test
  void secretsThatAreLeftOutStayAndOtherSettingsGo() {
    put("{\"settings\":{\"token\":\"1:abc\",\"api-url\":\"https://x.example\"}}").expect(200);

    var changed = put("{\"inbox\":[\"maria\"]}").expect(200);

    assertThat(changed.json().path("settings")).isEmpty();
    assertThat(changed.json().path("inbox").get(0).asText()).isEqualTo("maria");
    var kept = node.channels.directory.find(ID).orElseThrow();
    assertThat(node.channels.seal.open(kept)).containsExactly(Map.entry("token", "1:abc"));
  }

  @Test
  void wrongSettingsAreRefusedByName() {
    put("{}").expectProblem(400, "invalid_argument", "settings[\"token\"]");
    put("{\"settings\":{\"token\":\"bad\"}}")
        .expectProblem(400, "invalid_argument", "settings[\"token\"]");
    put("{\"settings\":{\"token\":\"1:abc\",\"tokn\":\"x\"}}")
        .expectProblem(400, "invalid_argument", "settings[\"tokn\"]");
    put("{\"settings\":{\"token\":\"1:abc\"},\"inbox\":[\"nobody\"]}")
        .expectProblem(404, "unknown_user", "inbox");
    put("/v1/channels/pigeon/accounts/main", "{}").expectProblem(404, "not_found");
    put("/v1/channels/telegram/accounts/Main", "{}")
        .expectProblem(400, "invalid_argument", "account");
  }

  @Test
  void onlyAdminsChangeAccounts() {
    var connector = node.client("connector", "connector_secret");

    connector
        .send("PUT", MAIN, "{}".getBytes(UTF_8), json())
        .expectProblem(403, "permission_denied");
    bruno.delete(MAIN).expectProblem(403, "permission_denied");
    bruno.post(MAIN + ":resume", "").expectProblem(403, "permission_denied");
    node.anonymous().get("/v1/channels").expectProblem(401, "unauthenticated");
  }

  @Test
  void anAccountThatWasStoppedIsResumed() {
    put("{\"settings\":{\"token\":\"1:abc\"}}").expect(200);
    node.channels.directory.setStopped(ID, 1, "401 Unauthorized");
    var listed = admin.get("/v1/channels").json().get(1).path("accounts").get(0);
    assertThat(listed.path("state").asText()).isEqualTo("stopped");
    assertThat(listed.path("reason").asText()).isEqualTo("401 Unauthorized");

    var resumed = admin.post(MAIN + ":resume", "").expect(200);

    assertThat(resumed.text("state")).isEqualTo("running");
    assertThat(node.channels.directory.find(ID).orElseThrow().isRunning()).isTrue();
    admin.post(MAIN + ":resume", "{}").expect(200);
    admin.post("/v1/channels/telegram/accounts/other:resume", "").expectProblem(404, "not_found");
  }

  @Test
  void anAccountIsDeleted() {
    put("{\"settings\":{\"token\":\"1:abc\"}}").expect(200);

    admin.delete(MAIN).expect(204);

    admin.delete(MAIN).expectProblem(404, "not_found");
    assertThat(node.channels.directory.all()).isEmpty();
  }

  @Test
  void aRouteIsExplainedAndNothingIsSent() {
    put("/v1/channels/whatsapp/accounts/main", "{\"settings\":{\"token\":\"t\"}}").expect(200);
    admin
        .post(
            "/v1/users/maria/identities", "{\"channel\":\"whatsapp\",\"address\":\"+55 11 91234\"}")
        .expect(201);
    var chat = UUID.randomUUID();
    var body =
        "{\"chat_id\":\"%s\",\"content\":\"oi\",\"to\":[\"maria\"],\"channels\":[\"all\"]}"
            .formatted(chat);

    var explained = bruno.post("/v1/routes:explain", body).expect(200);

    assertThat(explained.text("rule")).isEqualTo("explicit");
    var route = explained.json().path("routes").get(0);
    assertThat(route.path("recipient").asText()).isEqualTo("maria");
    assertThat(route.path("target").path("channel").asText()).isEqualTo("whatsapp");
    assertThat(route.path("target").path("account").asText()).isEqualTo("main");
    assertThat(route.path("target").path("address").asText()).isEqualTo("•••••1234");
    assertThat(route.path("because").asText()).isNotEmpty();
    assertThat(node.log.facts()).isEmpty();
    bruno.get("/v1/conversations/" + chat).expectProblem(404, "not_found");
    var whole = admin.post("/v1/routes:explain", body).expect(200).json().path("routes").get(0);
    assertThat(whole.path("target").path("address").asText()).isEqualTo("551191234");
  }

  @Test
  void aRouteIsExplainedOnlyToThoseWhoCouldSend() {
    var chat = UUID.randomUUID();
    bruno
        .post("/v1/messages", "{\"chat_id\":\"%s\",\"content\":\"oi\"}".formatted(chat))
        .expect(202);

    node.user("maria")
        .post("/v1/routes:explain", "{\"chat_id\":\"%s\",\"content\":\"oi\"}".formatted(chat))
        .expectProblem(404, "not_found");
    bruno
        .post("/v1/routes:explain", "{\"chat_id\":\"%s\"}".formatted(chat))
        .expectProblem(400, "invalid_argument", "content");
    bruno
        .post(
            "/v1/routes:explain",
            "{\"chat_id\":\"%s\",\"content\":\"x\",\"to\":[\"nobody\"]}"
                .formatted(UUID.randomUUID()))
        .expectProblem(404, "unknown_user");
  }

  private Reply put(String json) {
    return put(MAIN, json);
  }

  private Reply put(String path, String json) {
    return admin.send("PUT", path, json.getBytes(UTF_8), json());
  }

  private static Map<String, String> json() {
    return Map.of("content-type", "application/json");
  }
}
