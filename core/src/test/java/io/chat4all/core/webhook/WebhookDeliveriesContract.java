package io.chat4all.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.webhook.WebhookDeliveries.Place;
import io.chat4all.core.webhook.WebhookDelivery.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every keeper of what webhooks are told does.
public abstract class WebhookDeliveriesContract {

  private static final Instant AT = Instant.parse("2026-11-20T12:34:56.123456Z");
  private static final Instant LATER = AT.plusSeconds(60);
  private static final WebhookId HOOK = new WebhookId(new UUID(9, 1));
  private static final WebhookId OTHER = new WebhookId(new UUID(9, 2));

  /// Empty, the same throughout a test.
  protected abstract WebhookDeliveries deliveries();

  /// The same after a restart of whatever keeps them.
  protected abstract WebhookDeliveries restarted();

  private static WebhookDelivery delivery(int number, WebhookId webhook) {
    return WebhookDelivery.of(
        new UUID(7, number),
        webhook,
        WebhookEventType.MESSAGE_STATUS,
        "{\"n\":\"é\"}",
        AT.plusSeconds(number));
  }

  private static WebhookAttempt attempt(int status, String error) {
    return new WebhookAttempt(AT.plusSeconds(9), Duration.ofMillis(12), status, error);
  }

  private List<WebhookDelivery> take(WebhookId webhook, int most, Instant now) {
    return deliveries().take(Map.of(webhook, most), now, now.plusSeconds(30));
  }

  @Test
  void theSameComesOnce() {
    var one = delivery(1, HOOK);
    assertThat(deliveries().add(List.of(one, delivery(2, HOOK), one))).isEqualTo(2);
    deliveries().update(List.of(one.delivered(attempt(200, ""))));

    assertThat(deliveries().add(List.of(one, delivery(3, HOOK)))).isEqualTo(1);

    assertThat(restarted().find(HOOK, one.id())).contains(one.delivered(attempt(200, "")));
    assertThat(deliveries().find(OTHER, one.id())).isEmpty();
  }

  @Test
  void webhooksThatWaitAreTold() {
    deliveries().add(List.of(delivery(1, OTHER), delivery(2, HOOK), delivery(3, HOOK)));

    var all = deliveries().waiting(Optional.empty(), 10);

    assertThat(all).containsExactlyInAnyOrder(HOOK, OTHER);
    assertThat(deliveries().waiting(Optional.empty(), 1)).containsExactly(all.getFirst());
    assertThat(deliveries().waiting(Optional.of(all.getFirst()), 10))
        .containsExactly(all.getLast());
    deliveries().update(List.of(delivery(1, OTHER).failed("no")));
    assertThat(deliveries().waiting(Optional.empty(), 10)).containsExactly(HOOK);
  }

  @Test
  void whatIsTakenIsNobodyElsesForAWhile() {
    deliveries()
        .add(List.of(delivery(3, HOOK), delivery(1, HOOK), delivery(2, HOOK), delivery(4, OTHER)));

    assertThat(take(HOOK, 2, AT.plusSeconds(1))).containsExactly(delivery(1, HOOK));
    assertThat(take(HOOK, 2, LATER)).containsExactly(delivery(2, HOOK), delivery(3, HOOK));
    assertThat(take(HOOK, 9, LATER.plusSeconds(29)))
        .extracting(WebhookDelivery::id)
        .containsExactly(new UUID(7, 1));
    assertThat(take(HOOK, 9, LATER.plusSeconds(30)))
        .extracting(WebhookDelivery::id)
        .containsExactlyInAnyOrder(new UUID(7, 2), new UUID(7, 3));
  }

  @Test
  void whatFailedComesWhenItIsDue() {
    var one = delivery(1, HOOK);
    deliveries().add(List.of(one));
    var deferred = one.deferred(attempt(503, "HTTP 503"), LATER).deferred(attempt(0, "x y"), LATER);

    deliveries().update(List.of(deferred));

    assertThat(deliveries().find(HOOK, one.id())).contains(deferred);
    assertThat(take(HOOK, 1, LATER.minusSeconds(1))).isEmpty();
    assertThat(take(HOOK, 1, LATER)).containsExactly(deferred);
  }

  @Test
  void whatIsOverStaysSo() {
    var one = delivery(1, HOOK);
    deliveries().add(List.of(one));
    deliveries().update(List.of(one.delivered(attempt(204, ""))));

    deliveries().update(List.of(one.failed(attempt(500, "HTTP 500"), "late")));

    assertThat(deliveries().find(HOOK, one.id()))
        .get()
        .satisfies(it -> assertThat(it.state()).isEqualTo(State.DELIVERED));
    assertThat(take(HOOK, 1, LATER)).isEmpty();
  }

  @Test
  void aReplayWaitsAgain() {
    var one = delivery(1, HOOK);
    deliveries().add(List.of(one));
    deliveries().update(List.of(one.failed(attempt(410, "HTTP 410"), "gone")));

    var replayed = deliveries().replay(HOOK, one.id(), LATER);

    assertThat(replayed).contains(one.failed(attempt(410, "HTTP 410"), "gone").replayed(LATER));
    assertThat(replayed.orElseThrow().tries()).isZero();
    assertThat(take(HOOK, 1, LATER)).isEqualTo(List.of(replayed.orElseThrow()));
    assertThat(deliveries().replay(OTHER, one.id(), LATER)).isEmpty();
  }

  @Test
  void whatWaitsIsGivenUp() {
    deliveries().add(List.of(delivery(1, HOOK), delivery(2, HOOK), delivery(3, OTHER)));

    assertThat(deliveries().giveUp(AT.plusSeconds(2), "too long")).isEqualTo(1);
    deliveries().giveUp(HOOK, "stopped");

    assertThat(deliveries().list(HOOK, Optional.of(State.FAILED), Optional.empty(), 9))
        .extracting(WebhookDelivery::reason)
        .containsExactly("stopped", "too long");
    assertThat(deliveries().waiting(Optional.empty(), 9)).containsExactly(OTHER);
  }

  @Test
  void listsTheNewestFirstPageByPage() {
    var all = IntStream.rangeClosed(1, 5).mapToObj(i -> delivery(i, HOOK)).toList();
    var twin =
        WebhookDelivery.of(
            new UUID(7, 9), HOOK, WebhookEventType.MESSAGE_CREATED, "{}", AT.plusSeconds(5));
    deliveries().add(all);
    deliveries().add(List.of(twin, delivery(8, OTHER)));

    var first = deliveries().list(HOOK, Optional.empty(), Optional.empty(), 2);
    var second =
        deliveries().list(HOOK, Optional.empty(), Optional.of(Place.of(first.getLast())), 3);

    assertThat(first).containsExactly(twin, all.get(4));
    assertThat(second).containsExactly(all.get(3), all.get(2), all.get(1));
    assertThat(deliveries().list(HOOK, Optional.of(State.DELIVERED), Optional.empty(), 9))
        .isEmpty();
    assertThat(deliveries().list(HOOK, Optional.of(State.WAITING), Optional.empty(), 9)).hasSize(6);
  }

  @Test
  void onlyWhatIsOverIsForgotten() {
    deliveries().add(List.of(delivery(1, HOOK), delivery(2, HOOK), delivery(3, HOOK)));
    deliveries().update(List.of(delivery(1, HOOK).failed("x"), delivery(3, HOOK).failed("x")));

    assertThat(deliveries().forget(AT.plusSeconds(3), 10)).isEqualTo(1);
    assertThat(deliveries().forget(LATER, 10)).isEqualTo(1);

    assertThat(deliveries().list(HOOK, Optional.empty(), Optional.empty(), 9))
        .containsExactly(delivery(2, HOOK));
  }
}
