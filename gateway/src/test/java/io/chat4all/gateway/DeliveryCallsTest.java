package io.chat4all.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.ScriptedChannels;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.identity.Role;
import io.chat4all.core.log.ReceiptFact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Where messages are that leave the app, and what becomes of those that were given up on. The test
/// does to the ledger what an engine would.
@Timeout(60)
class DeliveryCallsTest {

  private static final ChannelId WHATSAPP = ScriptedChannels.WHATSAPP;

  private TestNode node;
  private Rest admin;
  private Rest bruno;

  @BeforeEach
  void start() {
    node = TestNode.start();
    admin = node.admin();
    bruno = node.user("bruno");
    admin
        .send(
            "PUT",
            "/v1/channels/whatsapp/accounts/main",
            "{\"settings\":{\"token\":\"t\"}}".getBytes(UTF_8),
            Map.of("content-type", "application/json"))
        .expect(200);
    admin
        .post(
            "/v1/users/maria/identities",
            "{\"channel\":\"whatsapp\",\"address\":\"5511912345678\"}")
        .expect(201);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aMessageIsPendingUntilItsProviderTookIt() throws Exception {
    var message = send("oi");

    var status = bruno.get("/v1/messages/%s/status".formatted(message)).expect(200).json();

    assertThat(status.path("status").asText()).isEqualTo("PENDING");
    assertThat(status.path("deliveries").findValuesAsText("channel")).contains("whatsapp");
  }

  @Test
  void theTraceTellsEveryHopInOrder() throws Exception {
    var message = send("oi");
    var ticket = requests().getFirst().ticket();
    attempt(ticket, DeliveryLedger.State.WAITING, "deferred", "130429 rate limit hit");
    attempt(ticket, DeliveryLedger.State.SENT, "accepted", "wamid.1");
    report(ticket, DeliveryStatus.SENT, "");

    var trace = admin.get("/v1/messages/%s/trace".formatted(message)).expect(200).json();

    assertThat(kinds(trace))
        .containsExactly("accepted", "routed", "status", "status", "attempt", "attempt", "status");
    var hops = trace.path("hops");
    assertThat(hops.get(1).path("seq").asLong()).isEqualTo(1);
    var first = hops.get(4);
    assertThat(first.path("recipient").asText()).isEqualTo("maria");
    assertThat(first.path("channel").asText()).isEqualTo("whatsapp");
    assertThat(first.path("detail").asText()).isEqualTo("130429 rate limit hit");
    assertThat(first.path("attempt").path("number").asInt()).isEqualTo(1);
    assertThat(first.path("attempt").path("outcome").asText()).isEqualTo("deferred");
    assertThat(first.path("attempt").path("account").asText()).isEqualTo("main");
    assertThat(first.path("attempt").path("duration_millis").asLong()).isEqualTo(50);
    assertThat(first.path("attempt").path("next_attempt_at").asText()).isNotEmpty();
    assertThat(hops.get(5).path("attempt").path("outcome").asText()).isEqualTo("accepted");
    assertThat(hops.get(6).path("status").asText()).isEqualTo("SENT");
    var delivery = trace.path("deliveries").get(0);
    assertThat(delivery.path("state").asText()).isEqualTo("sent");
    assertThat(delivery.path("attempts").asInt()).isEqualTo(2);
    assertThat(delivery.path("address").asText()).isEqualTo("5511912345678");
    assertThat(delivery.path("delivery_id").asText()).isEqualTo(ticket.key().id());
  }

  @Test
  void theTraceTellsWhatADeliveryWaitsFor() throws Exception {
    var conversation = UUID.randomUUID();
    send(conversation, "first");
    var second = send(conversation, "second");
    var tickets = requests().stream().map(DeliveryRequest::ticket).toList();
    attempt(tickets.getFirst(), DeliveryLedger.State.UNCERTAIN, "uncertain", "no answer");
    var _ =
        node.channels.ledger.begin(
            List.of(tickets.getLast()), Instant.parse("2030-01-01T00:00:00Z"));

    var trace = admin.get("/v1/messages/%s/trace".formatted(second)).expect(200).json();

    var delivery = trace.path("deliveries").get(0);
    assertThat(delivery.path("state").asText()).isEqualTo("waiting");
    assertThat(delivery.path("reason").asText())
        .isEqualTo("waits for an earlier message to the same place");
  }

  @Test
  void membersSeeTheTraceWithoutTheAddressAndOthersDoNot() throws Exception {
    var message = send("oi");
    var ticket = requests().getFirst().ticket();
    attempt(ticket, DeliveryLedger.State.WAITING, "deferred", "later");
    var path = "/v1/messages/%s/trace".formatted(message);

    var own = bruno.get(path).expect(200);

    assertThat(own.response().body()).contains("•••••••••5678").doesNotContain("5511912345678");
    assertThat(node.user("maria").get(path).expect(200).response().body())
        .doesNotContain("5511912345678");
    node.add("caio", Role.USER, "test");
    node.user("caio").get(path).expectProblem(404, "not_found");
    bruno.get("/v1/messages/%s/trace".formatted(UUID.randomUUID())).expectProblem(404, "not_found");
    bruno.get("/v1/messages/x/trace").expectProblem(400, "invalid_argument", "message_id");
  }

  @Test
  void deadLettersAreListedPageByPage() throws Exception {
    for (var text : List.of("one", "two", "three")) {
      kill(send(text));
    }

    var first = admin.get("/v1/dead-letters?channel=whatsapp&page_size=2").expect(200);

    assertThat(first.json()).hasSize(2);
    var letter = first.json().get(0);
    assertThat(letter.path("reason").asText()).isEqualTo("131026 not on WhatsApp");
    assertThat(letter.path("address").asText()).isEqualTo("5511912345678");
    assertThat(letter.path("sender_id").asText()).isEqualTo("bruno");
    assertThat(letter.path("attempts").asInt()).isEqualTo(1);
    assertThat(letter.path("delivery").path("recipient").asText()).isEqualTo("maria");
    var link = first.header("link");
    var next = link.substring(link.indexOf('<') + 1, link.indexOf('>'));
    assertThat(admin.get(next).expect(200).json()).hasSize(1);
    assertThat(admin.get("/v1/dead-letters").expect(200).json()).hasSize(3);
    assertThat(admin.get("/v1/dead-letters?channel=telegram").expect(200).json()).isEmpty();
    admin
        .get("/v1/dead-letters?page_token=zzz")
        .expectProblem(400, "invalid_argument", "page_token");
    bruno.get("/v1/dead-letters").expectProblem(403, "permission_denied");
  }

  @Test
  void aDeadLetterIsSentAgainOnce() throws Exception {
    var message = send("oi");
    kill(message);
    var items = "{\"items\":[%s]}".formatted(deadLetters().get(0).path("delivery"));

    var replayed = admin.post("/v1/dead-letters:replay", items).expect(200);
    var again = admin.post("/v1/dead-letters:replay", items).expect(200);

    assertThat(replayed.json().path("replayed").asInt()).isEqualTo(1);
    assertThat(again.json().path("replayed").asInt()).isZero();
    assertThat(again.json().path("skipped").asInt()).isEqualTo(1);
    assertThat(requests()).hasSize(2);
    var request = requests().getLast();
    assertThat(request.ticket().round()).isEqualTo(1);
    assertThat(request.senderName()).isEqualTo("bruno");
    assertThat(request.message().id()).hasToString(message);
    assertThat(deadLetters()).isEmpty();
    node.log.awaitCommitted(Duration.ofSeconds(10));
    var status = bruno.get("/v1/messages/%s/status".formatted(message)).json();
    assertThat(status.path("status").asText()).isEqualTo("PENDING");
    var trace = admin.get("/v1/messages/%s/trace".formatted(message)).json();
    assertThat(trace.path("hops").findValuesAsText("cause")).contains("admin_client");
  }

  @Test
  void theDeadLettersOfAChannelAreSentAgain() throws Exception {
    kill(send("one"));
    kill(send("two"));
    var deleted = send("three");
    kill(deleted);
    bruno.delete("/v1/messages/" + deleted).expect(204);
    node.log.awaitCommitted(Duration.ofSeconds(10));

    var one = admin.post("/v1/dead-letters:replay", "{\"channel\":\"whatsapp\",\"limit\":1}");
    var rest = admin.post("/v1/dead-letters:replay", "{\"channel\":\"whatsapp\"}").expect(200);

    assertThat(one.json().path("replayed").asInt()).isEqualTo(1);
    assertThat(rest.json().path("replayed").asInt()).isEqualTo(1);
    assertThat(rest.json().path("skipped").asInt()).isEqualTo(1);
    admin.post("/v1/dead-letters:replay", "{}").expectProblem(400, "invalid_argument", "items");
    bruno.post("/v1/dead-letters:replay", "{}").expectProblem(403, "permission_denied");
  }

  @Test
  void aDeadLetterIsPutAway() throws Exception {
    var message = send("oi");
    kill(message);
    var body = "{\"delivery\":%s}".formatted(deadLetters().get(0).path("delivery"));

    admin.post("/v1/dead-letters:discard", body).expect(200);

    assertThat(deadLetters()).isEmpty();
    admin.post("/v1/dead-letters:discard", body).expectProblem(404, "not_found");
    admin.post("/v1/dead-letters:discard", "{}").expectProblem(400, "invalid_argument", "delivery");
    var trace = admin.get("/v1/messages/%s/trace".formatted(message)).json();
    assertThat(kinds(trace)).contains("discarded");
  }

  private JsonNode deadLetters() {
    return admin.get("/v1/dead-letters").expect(200).json();
  }

  private static List<String> kinds(JsonNode trace) {
    return StreamSupport.stream(trace.path("hops").spliterator(), false)
        .map(hop -> hop.path("kind").asText())
        .toList();
  }

  private String send(String text) throws InterruptedException {
    return send(UUID.randomUUID(), text);
  }

  private String send(UUID conversation, String text) throws InterruptedException {
    var sent =
        bruno.post(
            "/v1/messages",
            "{\"chat_id\":\"%s\",\"content\":\"%s\",\"to\":[\"maria\"],\"channels\":[\"whatsapp\"]}"
                .formatted(conversation, text));
    node.log.awaitCommitted(Duration.ofSeconds(10));
    return sent.expect(202).text("message_id");
  }

  private List<DeliveryRequest> requests() {
    return node.log.requests(WHATSAPP);
  }

  private void kill(String message) throws InterruptedException {
    var ticket =
        requests().stream()
            .map(DeliveryRequest::ticket)
            .filter(t -> t.key().message().toString().equals(message))
            .findFirst()
            .orElseThrow();
    attempt(ticket, DeliveryLedger.State.FAILED, "refused", "131026 not on WhatsApp");
    report(ticket, DeliveryStatus.FAILED, "131026 not on WhatsApp");
  }

  private void attempt(
      DeliveryTicket ticket, DeliveryLedger.State state, String outcome, String detail) {
    var started = Instant.parse("2030-01-01T00:00:00Z");
    var _ = node.channels.ledger.begin(List.of(ticket), started);
    boolean waits = state == DeliveryLedger.State.WAITING;
    var _ =
        node.channels.ledger.finish(
            List.of(
                new DeliveryLedger.Finished(
                    ticket.key(),
                    state,
                    state == DeliveryLedger.State.SENT ? List.of("wamid.1") : List.of(),
                    state == DeliveryLedger.State.SENT ? 1 : 0,
                    outcome,
                    detail,
                    waits ? Optional.of(started.plusSeconds(1)) : Optional.empty(),
                    state == DeliveryLedger.State.UNCERTAIN,
                    started.plusMillis(50))));
  }

  private void report(DeliveryTicket ticket, DeliveryStatus status, String reason)
      throws InterruptedException {
    node.log.append(
        new ReceiptFact.StatusReported(
            ticket.key().conversation(),
            ticket.key().message(),
            ticket.key().recipient(),
            ticket.key().channel(),
            status,
            reason,
            "whatsapp/main",
            Instant.parse("2030-01-01T00:00:01Z")));
    node.log.awaitCommitted(Duration.ofSeconds(10));
  }
}
