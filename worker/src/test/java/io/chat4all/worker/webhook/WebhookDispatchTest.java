package io.chat4all.worker.webhook;

import static io.chat4all.worker.Eventually.until;
import static io.chat4all.worker.webhook.WebhookStage.BRUNO;
import static io.chat4all.worker.webhook.WebhookStage.CONVERSATION;
import static io.chat4all.worker.webhook.WebhookStage.EVE;
import static io.chat4all.worker.webhook.WebhookStage.MARIA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpResponse;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.webhook.WebhookAttempt;
import io.chat4all.core.webhook.WebhookDelivery;
import io.chat4all.core.webhook.WebhookDelivery.State;
import io.chat4all.core.webhook.WebhookSignature;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Events become calls of a real HTTP server, whatever it does.
@Timeout(60)
class WebhookDispatchTest {

  private final WebhookStage stage = new WebhookStage();
  private final ScriptedEndpoint endpoint = new ScriptedEndpoint();

  @AfterEach
  void close() {
    stage.close();
    endpoint.close();
  }

  @Test
  void aMessageIsToldSigned() {
    stage.register(MARIA, endpoint.url());

    var message = stage.send(BRUNO, "Olá \"Maria\"\n");

    until(() -> stage.in(State.DELIVERED).size() == 1);
    var call = endpoint.calls().getFirst();
    assertThat(call.body())
        .isEqualTo(
            """
            {"type":"message.created","timestamp":"2026-11-20T12:00:00Z","data":{"message_id":"%s",\
            "conversation_id":"%s","seq":1,"sender_id":"bruno","status":"SENT","type":"text",\
            "content":"Olá \\"Maria\\"\\n","metadata":{"k":"v"},"created_at":"2026-11-20T12:00:00Z"}}\
            """
                .formatted(message.id(), CONVERSATION));
    assertThat(call.header("content-type")).isEqualTo("application/json");
    assertThat(call.header("webhook-timestamp"))
        .isEqualTo(Long.toString(stage.clock.instant().getEpochSecond()));
    assertThat(call.header("webhook-signature"))
        .isEqualTo(
            WebhookSignature.header(
                List.of(WebhookStage.SECRET),
                call.id(),
                stage.clock.instant(),
                call.body().getBytes(UTF_8)));
  }

  @Test
  void onlyMembersAreToldAndOnlySendersOfStatus() {
    stage.register(MARIA, endpoint.url() + "/maria");
    stage.register(BRUNO, endpoint.url() + "/bruno");
    stage.register(EVE, endpoint.url() + "/eve");

    var message = stage.send(BRUNO, "hello");
    stage.tell(
        new ConversationEvent.StatusMoved(
            CONVERSATION,
            "maria",
            new ChannelId("telegram"),
            DeliveryStatus.FAILED,
            0,
            Optional.of(message.id()),
            "blocked",
            List.of(BRUNO),
            stage.clock.instant()),
        new ConversationEvent.TypingChanged(CONVERSATION, MARIA, true, stage.clock.instant()));

    until(() -> stage.in(State.DELIVERED).size() == 3);
    assertThat(endpoint.calls())
        .extracting(call -> call.path() + " " + call.body().substring(9, 23))
        .containsExactlyInAnyOrder(
            "/hook/maria message.create",
            "/hook/bruno message.create",
            "/hook/bruno message.status");
    assertThat(endpoint.bodies())
        .anySatisfy(body ->
            assertThat(body)
                .contains(
                    "\"message_id\":\"%s\"".formatted(message.id()),
                    "\"status\":\"FAILED\",\"recipient\":\"maria\",\"channel\":\"telegram\",\"reason\":\"blocked\""));
  }

  @Test
  void aWatermarkTellsOfEveryMessageItPassedOnce() {
    var before = stage.stored(BRUNO, "before there was a webhook");
    stage.clock.advance(Duration.ofSeconds(1));
    stage.register(BRUNO, endpoint.url());
    stage.stored(MARIA, "not his");
    var one = stage.stored(BRUNO, "one");
    var two = stage.stored(BRUNO, "two");
    var three = stage.stored(BRUNO, "three");

    stage.read(two.seq());
    stage.read(three.seq());
    stage.restart();
    stage.read(three.seq());

    until(() -> stage.in(State.DELIVERED).size() == 3);
    assertThat(endpoint.bodies())
        .hasSize(3)
        .allSatisfy(body -> assertThat(body).contains("\"status\":\"READ\""))
        .noneSatisfy(body -> assertThat(body).contains(before.id().toString()));
    for (var message : List.of(one, two, three)) {
      assertThat(endpoint.bodies())
          .filteredOn(body -> body.contains(message.id().toString()))
          .hasSize(1);
    }
  }

  @Test
  void anEventThatComesAgainIsToldOnce() {
    stage.register(MARIA, endpoint.url());
    var message = stage.stored(BRUNO, "hello");

    stage.tell(
        new ConversationEvent.MessageAdded(message), new ConversationEvent.MessageAdded(message));
    stage.tell(new ConversationEvent.MessageAdded(message));
    stage.send(BRUNO, "last");

    until(() -> stage.in(State.DELIVERED).size() == 2);
    assertThat(endpoint.calls()).hasSize(2);
  }

  @Test
  void whatFailedIsRepeatedUnderItsIdAndLaterEachTime() {
    stage.register(MARIA, endpoint.url());
    endpoint.answering(500);
    stage.send(BRUNO, "hello");
    until(() -> attempts() == 1);
    assertThat(wait(1)).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(5));

    stage.pass(Duration.ofSeconds(5));
    until(() -> attempts() == 2);
    assertThat(wait(2)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    endpoint.answering(200);
    stage.pass(Duration.ofSeconds(10));

    until(() -> stage.in(State.DELIVERED).size() == 1);
    assertThat(endpoint.calls())
        .extracting(ScriptedEndpoint.Call::id)
        .hasSize(3)
        .containsOnly(id());
    assertThat(endpoint.calls())
        .extracting(call -> call.header("webhook-timestamp"))
        .doesNotHaveDuplicates();
    assertThat(only().attempts())
        .extracting(WebhookAttempt::httpStatus)
        .containsExactly(500, 500, 200);
  }

  @Test
  void anEndpointIsLeftAloneForAsLongAsItAsks() {
    stage.register(MARIA, endpoint.url());
    endpoint.answering(429, "retry-after", "120");
    stage.send(BRUNO, "one");
    until(() -> attempts() == 1);
    endpoint.answering(200);

    stage.send(BRUNO, "two");
    stage.pass(Duration.ofSeconds(119));
    assertThat(wait(1)).isEqualTo(Duration.ofMinutes(2));
    assertThat(stage.stats().paused()).isEqualTo(1);
    assertThat(endpoint.calls()).hasSize(1);
    stage.pass(Duration.ofSeconds(1));

    until(() -> stage.in(State.DELIVERED).size() == 2);
  }

  @Test
  void anEndpointThatIsGoneStopsItsWebhook() {
    var webhook = stage.register(MARIA, endpoint.url());
    endpoint.answering(410);
    stage.send(BRUNO, "one");

    until(() -> stage.directory.find(webhook.id()).filter(it -> !it.isRunning()).isPresent());
    until(() -> stage.in(State.FAILED).size() == 1);
    stage.send(BRUNO, "two");

    assertThat(stage.in(State.WAITING)).isEmpty();
    assertThat(endpoint.calls()).hasSize(1);
    assertThat(only().attempts()).extracting(WebhookAttempt::httpStatus).containsExactly(410);
    assertThat(stage.directory.find(webhook.id()).orElseThrow().stoppedBecause()).contains("410");
  }

  @Test
  void anEndpointThatHangsHoldsUpNeitherOthersNorTheLog() {
    try (var hanging = new ScriptedEndpoint().hanging()) {
      stage.register(MARIA, hanging.url());
      stage.register(BRUNO, endpoint.url());

      for (int i = 0; i < 100; i++) {
        stage.send(BRUNO, "message " + i);
      }

      until(() -> stage.in(State.DELIVERED).size() == 100);
      assertThat(endpoint.calls()).hasSize(100);
      until(() -> stage.stats().paused() == 1);
      assertThat(hanging.calls()).hasSizeBetween(2, 4);
      until(() -> stage.stats().inHand() == 0);

      hanging.answering(200);
      stage.pass(Duration.ofMinutes(1));
      until(() -> stage.in(State.DELIVERED).size() == 200);
    }
  }

  @Test
  void oneThatRefusesASingleThingGetsTheOthersAtOnce() {
    stage.register(MARIA, endpoint.url());
    endpoint.answering(call -> HttpResponse.of(call.body().contains("bad") ? 400 : 200));

    for (int i = 0; i < 5; i++) {
      stage.send(BRUNO, "bad " + i);
      stage.send(BRUNO, "good " + i);
    }

    until(() -> stage.in(State.DELIVERED).size() == 5);
    until(() -> stage.stats().deferred() == 5);
    assertThat(stage.stats().paused()).isZero();
  }

  @Test
  void aRestartInTheMiddleLosesNothing() {
    stage.register(MARIA, endpoint.url());
    var open = new AtomicBoolean();
    var taken = new AtomicInteger();
    endpoint.answering(_ -> {
      taken.incrementAndGet();
      return open.get() ? HttpResponse.of(200) : HttpResponse.streaming();
    });
    for (int i = 0; i < 20; i++) {
      stage.send(BRUNO, "message " + i);
    }
    until(() -> taken.get() > 0);

    open.set(true);
    stage.restart();
    stage.pass(Duration.ofMinutes(1));

    until(() -> stage.in(State.DELIVERED).size() == 20);
    assertThat(endpoint.bodies().stream().distinct()).hasSize(20);
  }

  @Test
  void whatAProcessTookAndNeverSettledIsMadeByAnother() {
    stage.register(MARIA, endpoint.url());
    var message = stage.stored(BRUNO, "hello");
    stage.deliveries.setAvailable(false);
    assertThat(catchFailure(() -> stage.tell(new ConversationEvent.MessageAdded(message))))
        .isTrue();
    stage.deliveries.setAvailable(true);
    stage.tell(new ConversationEvent.MessageAdded(message));
    until(() -> endpoint.calls().size() == 1);
    until(() -> stage.in(State.DELIVERED).size() == 1);

    // As one that died between its call and the write of it.
    var lost =
        WebhookDelivery.of(
            new UUID(5, 5), only().webhook(), only().type(), "{}", stage.clock.instant());
    var takenFor = Dispatcher.takenFor(WebhookStage.CONFIG);
    stage.deliveries.add(List.of(lost.putOff(stage.clock.instant().plus(takenFor))));
    stage.pass(takenFor);

    until(() -> stage.in(State.DELIVERED).size() == 2);
  }

  @Test
  void itIsGivenUpAfterADay() {
    stage.register(MARIA, endpoint.url());
    endpoint.answering(500);
    stage.send(BRUNO, "hello");
    until(() -> attempts() == 1);

    stage.pass(Duration.ofHours(24));

    until(() -> stage.in(State.FAILED).size() == 1);
    assertThat(only().reason()).contains("given up");
    assertThat(only().attempts()).hasSize(2);
  }

  @Test
  void redirectsAreNotFollowed() {
    try (var elsewhere = new ScriptedEndpoint()) {
      stage.register(MARIA, endpoint.url());
      endpoint.answering(307, "location", elsewhere.url());

      stage.send(BRUNO, "hello");

      until(() -> attempts() == 1);
      assertThat(only().attempts().getFirst().error()).isEqualTo("HTTP 307");
      assertThat(elsewhere.calls()).isEmpty();
    }
  }

  @Test
  void aNameThatLeadsInsideIsNotConnectedTo() {
    try (var strict = new WebhookStage(false)) {
      var port = URI.create(endpoint.url()).getPort();
      strict.register(MARIA, "http://localhost:%d/hook".formatted(port));
      strict.register(BRUNO, endpoint.url());

      strict.send(BRUNO, "hello");

      until(() -> strict.deliveries.all().stream().allMatch(it -> it.attempts().size() == 1));
      assertThat(endpoint.calls()).isEmpty();
      assertThat(strict.in(State.WAITING))
          .allSatisfy(it -> assertThat(it.attempts().getFirst().error()).contains("ddress"));
    }
  }

  private static boolean catchFailure(Runnable work) {
    try {
      work.run();
      return false;
    } catch (RuntimeException _) {
      return true;
    }
  }

  private int attempts() {
    var all = stage.deliveries.all();
    return all.isEmpty() ? 0 : all.getFirst().attempts().size();
  }

  private WebhookDelivery only() {
    return stage.deliveries.all().getFirst();
  }

  private String id() {
    return only().id().toString();
  }

  /// How long the wait after this attempt is.
  private Duration wait(int attempt) {
    return Duration.between(only().attempts().get(attempt - 1).at(), only().dueAt().orElseThrow());
  }
}
