package io.chat4all.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.log.ConversationFact.MessageAccepted;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Addresses of users, and messages to them.
@Timeout(60)
class IdentityCallsTest {

  private TestNode node;
  private Rest connector;
  private Rest bruno;

  @BeforeEach
  void start() {
    node = TestNode.start();
    connector = node.client("connector", "connector_secret");
    bruno = node.user("bruno");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void anAddressIsLinkedListedAndUnlinked() {
    var linked =
        connector
            .post(
                "/v1/users/bruno/identities",
                "{\"channel\":\"whatsapp\",\"address\":\"+55 (11) 91234-5678\","
                    + "\"username\":\"@Bruno\",\"display_name\":\"Bruno S.\"}")
            .expect(201);
    assertThat(linked.text("address")).isEqualTo("5511912345678");
    assertThat(linked.text("username")).isEqualTo("bruno");
    assertThat(linked.text("display_name")).isEqualTo("Bruno S.");
    link("bruno", "telegram", "42").expect(201);
    link("bruno", "telegram", "42").expect(201);

    var own = bruno.get("/v1/users/me/identities").expect(200).json();

    assertThat(own.path("identities").findValuesAsText("channel"))
        .containsExactly("whatsapp", "telegram");
    bruno.delete("/v1/users/me/identities/whatsapp/%2B55%20(11)%2091234-5678").expect(204);
    bruno.delete("/v1/users/me/identities/whatsapp/5511912345678").expectProblem(404, "not_found");
    assertThat(connector.get("/v1/users/bruno/identities").json().path("identities")).hasSize(1);
  }

  @Test
  void anAddressBelongsToOneUser() {
    link("maria", "telegram", "42").expect(201);

    link("bruno", "telegram", "42").expectProblem(409, "already_exists", "address");
  }

  @Test
  void wrongLinksAreRefused() {
    link("nobody", "telegram", "42").expectProblem(404, "unknown_user");
    link("bruno", "pigeon", "42").expectProblem(400, "invalid_argument");
    link("bruno", "whatsapp", "abc").expectProblem(400, "invalid_argument");
    link("bruno", "Telegram", "42").expectProblem(400, "invalid_argument", "channel");
    link("bruno", "telegram", "").expectProblem(400, "invalid_argument", "address");
  }

  @Test
  void usersSeeAndChangeTheirOwnOnly() {
    bruno
        .post("/v1/users/me/identities", "{\"channel\":\"telegram\",\"address\":\"42\"}")
        .expectProblem(403, "permission_denied");
    bruno.get("/v1/users/maria/identities").expectProblem(403, "permission_denied");
    bruno.delete("/v1/users/maria/identities/telegram/42").expectProblem(403, "permission_denied");
    prefer(bruno, "maria", "\"telegram\"").expectProblem(403, "permission_denied");
    bruno
        .post("/v1/users/maria:merge", "{\"other_user_id\":\"bruno\"}")
        .expectProblem(403, "permission_denied");
    node.anonymous().get("/v1/users/maria/identities").expectProblem(401, "unauthenticated");
  }

  @Test
  void aPreferenceIsSet() {
    var preferred = prefer(bruno, "me", "\"telegram\",\"internal\"").expect(200).json();

    assertThat(preferred.path("channels").get(0).asText()).isEqualTo("telegram");
    assertThat(bruno.get("/v1/users/me/identities").json().path("channels")).hasSize(2);
    prefer(bruno, "me", "\"pigeon\"").expectProblem(400, "invalid_argument", "channels");
    prefer(bruno, "me", "\"telegram\",\"telegram\"")
        .expectProblem(400, "invalid_argument", "channels");
    prefer(bruno, "me", "").expect(200);
    assertThat(bruno.get("/v1/users/me/identities").json().path("channels")).isEmpty();
  }

  @Test
  void twoUsersAreMergedAndUnmerged() {
    link("maria", "telegram", "42").expect(201);

    var merged =
        connector.post("/v1/users/bruno:merge", "{\"other_user_id\":\"maria\"}").expect(201);

    assertThat(merged.text("user_id")).isEqualTo("bruno");
    assertThat(bruno.get("/v1/users/me/identities").json().path("identities")).hasSize(1);
    connector.post("/v1/merges/%s:undo".formatted(merged.text("merge_id")), "").expect(204);
    assertThat(bruno.get("/v1/users/me/identities").json().path("identities")).isEmpty();
    connector
        .post("/v1/users/bruno:merge", "{\"other_user_id\":\"bruno\"}")
        .expectProblem(409, "already_exists");
    connector
        .post("/v1/users/bruno:merge", "{\"other_user_id\":\"nobody\"}")
        .expectProblem(404, "unknown_user");
    connector
        .post("/v1/merges/%s:undo".formatted(UUID.randomUUID()), "{}")
        .expectProblem(404, "not_found");
    connector.post("/v1/merges/x:undo", "{}").expectProblem(400, "invalid_argument", "merge_id");
  }

  @Test
  void aMessageToAnAddressGoesToWhoHasItAndAServiceMakesContacts() {
    link("maria", "telegram", "42").expect(201);
    var chat = UUID.randomUUID();

    send(bruno, chat, "\"to\":[\"telegram:42\"],\"channels\":[\"telegram\"]").expect(202);
    send(connector, UUID.randomUUID(), "\"to\":[\"whatsapp:+55 11 9999\"]").expect(202);

    var accepted =
        node.log.facts().stream()
            .filter(MessageAccepted.class::isInstance)
            .map(MessageAccepted.class::cast)
            .toList();
    assertThat(accepted.getFirst().to()).extracting("value").containsExactly("maria");
    var contact = accepted.getLast().to().getFirst();
    var user = connector.get("/v1/users/" + contact).expect(200);
    assertThat(user.json().path("contact").asBoolean()).isTrue();
    assertThat(bruno.get("/v1/users/me").json().path("contact").asBoolean()).isFalse();
    node.anonymous().form("/token", "username=%s&password=".formatted(contact)).expect(401);
    node.anonymous()
        .form("/token", "username=%s&password=x".formatted(contact))
        .expectProblem(401, "invalid_credentials");
  }

  @Test
  void channelsAndAddressesThatAreNotThereAreRefusedByName() {
    var chat = UUID.randomUUID();

    var channel = send(bruno, chat, "\"channels\":[\"pigeon\"]");
    channel.expectProblem(400, "invalid_argument", "channels");
    assertThat(channel.text("detail")).contains("all", "internal", "instagram", "whatsapp");
    send(bruno, chat, "\"to\":[\"maria\",\"pigeon:1\"]")
        .expectProblem(400, "invalid_argument", "to[1]");
    send(bruno, chat, "\"to\":[\"whatsapp:x\"]").expectProblem(400, "invalid_argument", "to[0]");
    send(bruno, chat, "\"to\":[\"telegram:77\"]").expectProblem(403, "permission_denied", "to[0]");
    send(bruno, chat, "\"channels\":[\"all\",\"internal\",\"whatsapp\"]").expect(202);
  }

  private Reply link(String user, String channel, String address) {
    return connector.post(
        "/v1/users/%s/identities".formatted(user),
        "{\"channel\":\"%s\",\"address\":\"%s\"}".formatted(channel, address));
  }

  private static Reply prefer(Rest as, String user, String channels) {
    return as.send(
        "PUT",
        "/v1/users/%s/channels".formatted(user),
        "{\"channels\":[%s]}".formatted(channels).getBytes(UTF_8),
        Map.of("content-type", "application/json"));
  }

  private static Reply send(Rest as, UUID chat, String rest) {
    return as.post(
        "/v1/messages", "{\"chat_id\":\"%s\",\"content\":\"oi\",%s}".formatted(chat, rest));
  }
}
