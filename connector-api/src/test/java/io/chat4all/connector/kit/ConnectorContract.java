package io.chat4all.connector.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chat4all.connector.api.Connector.WebhookHandler;
import io.chat4all.connector.api.Poller;
import io.chat4all.connector.api.Poller.Polled;
import io.chat4all.connector.api.WebhookOutcome;
import io.chat4all.connector.kit.ConnectorHarness.Polls;
import io.chat4all.connector.kit.ConnectorHarness.Webhooks;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.WebhookRequest;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.ContentType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every connector must pass: extend it, and answer a [ConnectorHarness] that plays the
/// provider.
///
/// What a channel cannot do is skipped by what its capabilities and its harness say; no test is
/// overridden. An account that gets its news in several ways is tested once for each, by classes
/// whose harnesses have other settings.
@Timeout(60)
public abstract class ConnectorContract extends InboundContract {

  private static final List<String> GARBAGE =
      List.of(
          "",
          " ",
          "null",
          "7",
          "\"text\"",
          "[]",
          "{}",
          "{",
          "<html>",
          "a=b&c=d",
          "{\"object\":\"tree\",\"entry\":[{\"changes\":[{}]}]}",
          "{\"object\":null,\"entry\":null,\"update_id\":null}",
          "{\"hello\":\"of another provider\",\"update\":[1,2,3]}",
          "[".repeat(5_000),
          "{\"a\":".repeat(5_000));

  @Test
  void aForgedCallIsForged() {
    var handler = handler();
    var news = News.Wrote.text(1, "m1", "one");

    assertThat(handler.read(webhooks().forged(news).orElseThrow()))
        .isInstanceOf(WebhookOutcome.Forged.class);
    assertThat(handler.read(webhooks().unsigned(webhooks().genuine(news).orElseThrow().body())))
        .isInstanceOf(WebhookOutcome.Forged.class);
    assertThat(handler.read(webhooks().unsigned(new byte[0])))
        .isInstanceOf(WebhookOutcome.Forged.class);
  }

  @Test
  void aGenuineCallThatIsNoneOfThisProviderIsUnreadable() {
    var handler = handler();

    for (var body : GARBAGE) {
      assertThat(handler.read(webhooks().signed(body.getBytes(StandardCharsets.UTF_8))))
          .as(body.substring(0, Math.min(60, body.length())))
          .isInstanceOf(WebhookOutcome.Unreadable.class);
    }
    assertThat(handler.read(webhooks().signed(new byte[] {(byte) 0xff, (byte) 0xfe, 0, '{'})))
        .isInstanceOf(WebhookOutcome.Unreadable.class);
  }

  @Test
  void newFieldsChangeNothing() {
    var handler = handler();
    for (var news : everything()) {
      var call = webhooks().genuine(news);
      if (call.isPresent()) {
        var more = webhooks().signed(Mutations.withNewFields(call.get().body()));

        assertThat(handler.read(more)).as(news.toString()).isEqualTo(handler.read(call.get()));
      }
    }
  }

  @Test
  void noBodyMakesTheHandlerThrow() {
    var handler = handler();
    for (var news : everything()) {
      var call = webhooks().genuine(news);
      if (call.isPresent()) {
        var bodies = new ArrayList<>(Mutations.distorted(call.get().body()));
        bodies.addAll(Mutations.truncated(call.get().body()));
        for (var body : bodies) {
          var text = new String(body, StandardCharsets.UTF_8);
          assertThat(handler.read(webhooks().signed(body)))
              .as(text)
              .isInstanceOfAny(WebhookOutcome.Events.class, WebhookOutcome.Unreadable.class);
        }
      }
    }
  }

  @Test
  void neitherLogsNorReasonsOfWrongCallsHoldSecretsOrBodies() {
    var handler = handler();
    var news = News.Wrote.text(7, "m1", "very private words");
    try (var log = RecordedLog.open()) {
      var outcomes = new ArrayList<WebhookOutcome>();
      outcomes.add(handler.read(webhooks().forged(news).orElseThrow()));
      for (var body : Mutations.distorted(webhooks().genuine(news).orElseThrow().body())) {
        var outcome = handler.read(webhooks().signed(body));
        if (!(outcome instanceof WebhookOutcome.Events)) {
          outcomes.add(outcome);
        }
      }

      assertNoSecret(outcomes.toString());
      assertNoSecret(log.lines().toString());
      assertThat(log.lines().toString() + outcomes).doesNotContain("very private words");
    }
  }

  @Test
  void theChallengeIsAnsweredExactlyAndOnlyWithTheRightToken() {
    var handler = handler();
    var right = webhooks().challenge(true, "1158201444");
    assumeTrue(right.isPresent(), "this provider does not ask");

    assertThat(handler.read(right.orElseThrow()))
        .isEqualTo(new WebhookOutcome.Challenge("1158201444"));
    assertThat(handler.read(webhooks().challenge(false, "1158201444").orElseThrow()))
        .isInstanceOf(WebhookOutcome.Forged.class);
  }

  @Test
  void callsOfOtherMethodsAreNoNews() {
    var handler = handler();
    for (var method : List.of("GET", "PUT", "HEAD")) {
      var call = new WebhookRequest(method, Map.of(), Map.of(), new byte[0]);

      assertThat(handler.read(call))
          .isInstanceOfAny(WebhookOutcome.Forged.class, WebhookOutcome.Unreadable.class);
    }
  }

  @Test
  void whatAPollBroughtIsAcknowledgedByTheNextOneOnly() throws Exception {
    var connector = connect();
    assumeTrue(polls().queue(News.Wrote.text(1, "m1", "one")));

    var first = news(connector.poller().orElseThrow().poll());
    var afterFirst = polls().acknowledged();
    var crashed = connector.poller().orElseThrow();
    var again = news(crashed.poll());
    var afterCrash = polls().acknowledged();
    polls().queue(News.Wrote.text(2, "m2", "two"));
    var second = news(crashed.poll());

    assertThat(first).hasSize(1);
    assertThat(afterFirst).isZero();
    assertThat(again).isEqualTo(first);
    assertThat(afterCrash).isZero();
    assertThat(second).hasSize(1).isNotEqualTo(first);
    assertThat(polls().acknowledged()).isEqualTo(1);
  }

  @Test
  void aPollSaysWhyItBroughtNothing() throws Exception {
    for (var behaviour :
        List.of(
            Behaviour.FAILS,
            Behaviour.FAILS_UNREADABLY,
            Behaviour.HANGS_UP,
            Behaviour.DEAD_CREDENTIALS,
            Behaviour.REFUSES_CONNECTION)) {
      if (harness().behaviours().contains(behaviour)) {
        harness().behave(behaviour);

        var polled = poller().poll();

        if (behaviour == Behaviour.DEAD_CREDENTIALS) {
          assertThat(polled).isInstanceOf(Polled.Stopped.class);
        } else {
          assertThat(polled).as(behaviour.name()).isInstanceOf(Polled.Later.class);
          assertThat(((Polled.Later) polled).delay()).isPositive();
          assertThat(((Polled.Later) polled).reason()).isNotBlank();
        }
        assertNoSecret(polled.toString());
      }
    }
  }

  @Test
  void anInterruptEndsAPoll() throws Exception {
    var poller = poller();
    assumeTrue(harness().behaviours().contains(Behaviour.HANGS));
    harness().behave(Behaviour.HANGS);
    var ended = new AtomicReference<Object>();
    var done = new CountDownLatch(1);
    var caller =
        Thread.ofVirtual()
            .start(() -> {
              ended.set(pollOrInterrupt(poller));
              done.countDown();
            });
    assertThat(caller.join(Duration.ofMillis(300))).isFalse();

    caller.interrupt();

    done.await();
    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
  }

  private static Object pollOrInterrupt(Poller poller) {
    try {
      return poller.poll();
    } catch (InterruptedException e) {
      return e;
    }
  }

  private static List<News> everything() {
    var all = new ArrayList<News>();
    all.add(News.Wrote.text(1, "m1", "one"));
    for (var type :
        List.of(ContentType.IMAGE, ContentType.FILE, ContentType.AUDIO, ContentType.VIDEO)) {
      var media = new InboundContent.Media(type, "bytes", "n.bin", "a/b", 5, "caption");
      all.add(new News.Wrote(1, "f1", media, Optional.empty()));
    }
    var place = new InboundContent.Location(1.5, 2.5, "here", "street 1");
    all.add(new News.Wrote(1, "p1", place, Optional.of("1:1")));
    var card = new InboundContent.Contact("Ana", List.of("+551"), List.of("a@b.c"));
    all.add(new News.Wrote(1, "c1", card, Optional.empty()));
    all.add(new News.Edited(1, "m1", "um"));
    all.add(new News.Deleted(1, "m1"));
    all.add(new News.Reacted(1, "1:1", "👍"));
    all.add(new News.Reacted(1, "1:1", ""));
    for (var status :
        List.of(
            DeliveryStatus.SENT,
            DeliveryStatus.DELIVERED,
            DeliveryStatus.READ,
            DeliveryStatus.FAILED)) {
      all.add(new News.Reported(1, "1:1", "d-1", status));
    }
    all.add(new News.Reach(1, false));
    all.add(new News.Echoed(1, "1:1", "d-1", "one"));
    all.add(new News.Unheard(1));
    return all;
  }

  private Webhooks webhooks() {
    return harness().webhooks().orElseThrow();
  }

  private Polls polls() {
    var polls = harness().polls();
    assumeTrue(polls.isPresent(), "this account is not polled");
    return polls.orElseThrow();
  }

  private Poller poller() {
    assumeTrue(harness().polls().isPresent(), "this account is not polled");
    return connect().poller().orElseThrow();
  }

  private WebhookHandler handler() {
    assumeTrue(harness().webhooks().isPresent(), "this account has no webhook");
    return connect().webhookHandler().orElseThrow();
  }
}
