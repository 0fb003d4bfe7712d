package io.chat4all.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.core.identity.Role;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Users, conversations and messages over REST: what a client does all day.
@Timeout(60)
class ConversationCallsTest {

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
  void historyIsPagedForwardsByTheLinkHeader() {
    var chat = chatOf(7);

    var pages = pages(bruno, "/v1/conversations/%s/messages?limit=3&after_seq=0".formatted(chat));

    assertThat(pages).containsExactly(List.of(1L, 2L, 3L), List.of(4L, 5L, 6L), List.of(7L));
  }

  @Test
  void historyIsPagedBackwardsByTheLinkHeader() {
    var chat = chatOf(7);

    var pages = pages(bruno, "/v1/conversations/%s/messages?limit=3&before_seq=0".formatted(chat));

    assertThat(pages).containsExactly(List.of(5L, 6L, 7L), List.of(2L, 3L, 4L), List.of(1L));
  }

  @Test
  void theLinkKeepsTheOtherParametersAndTheLastPageHasNone() {
    var chat = chatOf(3);
    var path = "/v1/conversations/%s/messages".formatted(chat);

    var link = bruno.get(path + "?limit=2&since=2020-01-01T00:00:00Z").header("link");

    assertThat(link).startsWith("<" + path + "?").endsWith("; rel=\"next\"");
    assertThat(link).contains("limit=2", "since=2020-01-01T00", "page_token=");
    assertThat(bruno.get(path + "?limit=3").header("link")).isEmpty();
  }

  @Test
  void strangersAreToldThatTheConversationDoesNotExist() {
    var chat = chatOf(1);

    maria.get("/v1/conversations/" + chat).expectProblem(404, "not_found");
    maria.get("/v1/conversations/%s/messages".formatted(chat)).expectProblem(404, "not_found");
    maria
        .post("/v1/messages", "{\"chat_id\":\"%s\",\"content\":\"x\"}".formatted(chat))
        .expectProblem(404, "not_found");
  }

  @Test
  void membersComeGoAndGetRoles() {
    var made =
        bruno
            .post("/v1/conversations", "{\"type\":\"group\",\"title\":\"Team\",\"open\":true}")
            .expect(201);
    var path = "/v1/conversations/" + made.text("conversation_id");

    assertThat(maria.post(path + "/join", "").expect(200).text("role")).isEqualTo("member");
    maria.patch(path, "{\"title\":\"Mine\"}").expectProblem(403, "permission_denied");
    bruno.patch(path + "/members/maria", "{\"role\":\"admin\"}").expect(200);
    var changed = maria.patch(path, "{\"title\":\"Ours\",\"metadata\":{\"a\":\"1\"}}").expect(200);
    assertThat(changed.text("title")).isEqualTo("Ours");
    assertThat(changed.json().path("metadata").path("a").asText()).isEqualTo("1");
    assertThat(changed.json().path("open").asBoolean()).isTrue();
    assertThat(bruno.get(path + "/members").expect(200).json().findValuesAsText("role"))
        .containsExactly("owner", "admin");
    bruno.delete(path + "/members/maria").expect(204);
    maria.get(path).expectProblem(404, "not_found");
    var added = bruno.post(path + "/members", "{\"members\":[\"maria\"]}").expect(200);
    assertThat(added.json().get(0).path("user_id").asText()).isEqualTo("maria");
    maria.post(path + "/leave", "{}").expect(204);
    bruno.patch(path + "/members/bruno", "{\"role\":\"member\"}").expectProblem(409, "last_owner");
  }

  @Test
  void conversationsAreListedPageByPageWithUnreadCounts() {
    var chat = UUID.randomUUID().toString();
    bruno
        .post(
            "/v1/messages",
            "{\"chat_id\":\"%s\",\"content\":\"x\",\"to\":[\"maria\"]}".formatted(chat))
        .expect(202);
    Eventually.holds(() -> assertThat(unread(chat)).isEqualTo(1));

    maria.post("/v1/conversations/%s/read".formatted(chat), "{\"up_to_seq\":1}").expect(204);

    Eventually.holds(() -> assertThat(unread(chat)).isZero());
    var first = maria.get("/v1/conversations?page_size=1").expect(200);
    assertThat(first.json()).hasSize(1);
    assertThat(first.json().get(0).path("conversation_id").asText()).isEqualTo(chat);
  }

  @Test
  void messagesAreEditedReactedToAndDeleted() {
    var chat = chatOf(1);
    var id = history(chat).get(0).path("message_id").asText();
    var path = "/v1/messages/" + id;
    var thumb = URLEncoder.encode("👍", StandardCharsets.UTF_8);

    bruno.patch(path, "{\"content\":\"better\"}").expect(202);
    bruno.put(path + "/reactions/" + thumb).expect(204);
    bruno.post(path + "/reactions", "{\"emoji\":\"ok\"}").expect(204);
    bruno.delete(path + "/reactions/ok").expect(204);

    Eventually.holds(() -> {
      var message = bruno.get(path).expect(200).json();
      assertThat(message.path("content").asText()).isEqualTo("better");
      assertThat(message.path("edited_at").asText()).isNotEmpty();
      assertThat(message.path("reactions").findValuesAsText("emoji")).containsExactly("👍");
    });
    maria.patch(path, "{\"content\":\"mine\"}").expectProblem(404, "not_found");
    bruno.delete(path).expect(204);
    Eventually.holds(
        () -> assertThat(bruno.get(path).json().path("deleted_at").asText()).isNotEmpty());
    assertThat(bruno.get(path).text("content")).isEmpty();
    bruno.patch(path, "{\"content\":\"again\"}").expectProblem(409, "message_deleted");
  }

  @Test
  void everyTypeOfMessageIsSentAndReadBack() {
    var chat = UUID.randomUUID().toString();
    for (var payload :
        List.of(
            "{\"type\":\"image\",\"file_id\":\"f\",\"text\":\"caption\"}",
            "{\"type\":\"audio\",\"file_id\":\"f\"}",
            "{\"type\":\"video\",\"file_id\":\"f\"}",
            "{\"type\":\"location\",\"location\":{\"latitude\":-23.5,\"longitude\":-46}}",
            "{\"type\":\"contact\",\"contact\":{\"name\":\"Ana\",\"phones\":[\"+55 11\"]}}")) {
      bruno
          .post(
              "/v1/messages",
              "{\"conversation_id\":\"%s\",\"payload\":%s}".formatted(chat, payload))
          .expect(202);
    }

    var messages = history(chat);

    assertThat(messages.findValuesAsText("type"))
        .containsExactly("image", "audio", "video", "location", "contact");
    assertThat(messages.get(3).path("location").path("latitude").asDouble()).isEqualTo(-23.5);
    assertThat(messages.get(4).path("contact").path("phones").get(0).asText()).isEqualTo("+55 11");
    assertThat(messages.get(0).has("location")).isFalse();
  }

  @Test
  void profilesAreReadListedAndChanged() {
    assertThat(bruno.get("/v1/users/me").expect(200).text("email")).isEqualTo("bruno@example.org");
    assertThat(bruno.get("/v1/users/MARIA").expect(200).json().has("email")).isFalse();
    bruno.get("/v1/users/nobody").expectProblem(404, "not_found");
    assertThat(bruno.get("/v1/users?prefix=mar").json().findValuesAsText("user_id"))
        .containsExactly("maria");
    var first = bruno.get("/v1/users?page_size=1").expect(200);
    assertThat(first.header("link")).contains("page_token=");

    var changed = bruno.patch("/v1/users/me", "{\"display_name\":\"Bruno B.\"}").expect(200);

    assertThat(changed.text("display_name")).isEqualTo("Bruno B.");
    bruno
        .patch("/v1/users/maria", "{\"display_name\":\"x\"}")
        .expectProblem(403, "permission_denied");
    bruno.delete("/v1/users/maria").expectProblem(403, "permission_denied");
  }

  @Test
  void presenceIsToldToThoseWhoShareAConversation() {
    node.add("stranger", Role.USER, "test");
    bruno.post("/v1/conversations", "{\"type\":\"private\",\"members\":[\"maria\"]}").expect(201);

    assertThat(bruno.get("/v1/users/maria/presence").expect(200).json().path("online").asBoolean())
        .isFalse();
    bruno.get("/v1/users/stranger/presence").expectProblem(404, "not_found");
  }

  private static String chatOf(int messages) {
    var chat = UUID.randomUUID().toString();
    for (int i = 0; i < messages; i++) {
      bruno
          .post("/v1/messages", "{\"chat_id\":\"%s\",\"content\":\"m%d\"}".formatted(chat, i))
          .expect(202);
    }
    return chat;
  }

  private static JsonNode history(String chat) {
    return bruno.get("/v1/conversations/%s/messages".formatted(chat)).expect(200).json();
  }

  private static int unread(String chat) {
    return maria.get("/v1/conversations/" + chat).expect(200).json().path("unread_count").asInt();
  }

  private static List<List<Long>> pages(Rest caller, String firstPath) {
    var pages = new ArrayList<List<Long>>();
    var path = firstPath;
    while (!path.isEmpty()) {
      var reply = caller.get(path).expect(200);
      var seqs = new ArrayList<Long>();
      reply.json().forEach(message -> seqs.add(message.path("seq").asLong()));
      pages.add(seqs);
      var link = reply.header("link");
      path = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
    }
    return pages;
  }
}
