package io.chat4all.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Scope;
import io.chat4all.connector.api.Rates;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.worker.Eventually;
import io.chat4all.worker.connector.ScriptedFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LimitTest {

  private final ScriptedFactory limited =
      new ScriptedFactory(
          "telegram",
          ScriptedFactory.USUAL,
          new Rates(
              new Rates.Bucket(5, 10, Duration.ofSeconds(1)),
              new Rates.Bucket(2, 1, Duration.ofSeconds(1)),
              4));
  private final ScriptedFactory fast = new ScriptedFactory("whatsapp");
  private final DeliveryStage stage = new DeliveryStage(limited, fast).start();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void anAccountSendsNoFasterThanItsProviderAllows() {
    for (int i = 0; i < 12; i++) {
      stage.send(limited, DeliveryStage.conversation(), "address " + i, "hello");
    }

    Eventually.until(() -> limited.calls().size() == 5);
    stage.clock.advance(Duration.ofMillis(550));
    Eventually.until(() -> limited.calls().size() == 10);
    assertThat(limited.calls()).hasSize(10);
    stage.clock.advance(Duration.ofMillis(500));
    Eventually.until(() -> limited.calls().size() == 12);
  }

  @Test
  void aRecipientIsNotFlooded() {
    var conversation = DeliveryStage.conversation();
    for (int i = 0; i < 4; i++) {
      stage.send(limited, conversation, "777", "text " + i);
    }

    Eventually.until(() -> limited.calls().size() == 2);
    var other = stage.send(limited, DeliveryStage.conversation(), "888", "other");
    stage.awaitReported(other, DeliveryStatus.SENT);
    assertThat(limited.calls()).hasSize(3);
    stage.clock.advance(Duration.ofSeconds(1));
    Eventually.until(() -> limited.calls().size() == 4);
    stage.clock.advance(Duration.ofSeconds(1));
    Eventually.until(() -> limited.calls().size() == 5);
  }

  @Test
  void whatOnlyWaitsBehindAnotherTakesNothingFromItsRecipientsAllowance() {
    var conversation = DeliveryStage.conversation();
    limited.answer(call ->
        call.text().equals("first") ? new Outcome.Uncertain("no answer") : limited.accept(call));
    var first = stage.send(limited, conversation, "777", "first");
    stage.awaitState(first, State.UNCERTAIN);
    var behind = stage.send(limited, conversation, "777", "second");
    stage.send(limited, conversation, "777", "third");
    Eventually.until(() -> channel(limited).parked() == 3);

    var other = stage.send(limited, DeliveryStage.conversation(), "777", "other");

    stage.awaitReported(other, DeliveryStatus.SENT);
    assertThat(stage.reported(behind)).isEmpty();
  }

  @Test
  void noMoreCallsAreUnderWayThanAllowed() {
    var gate = new CountDownLatch(1);
    limited.answer(call -> {
      gate.await();
      return limited.accept(call);
    });
    for (int i = 0; i < 5; i++) {
      stage.send(limited, DeliveryStage.conversation(), "address " + i, "hello");
    }

    Eventually.until(() -> limited.calls().size() == 4);
    var other = stage.send(fast, DeliveryStage.conversation(), "1", "other channel");
    stage.awaitReported(other, DeliveryStatus.SENT);
    assertThat(limited.calls()).hasSize(4);
    gate.countDown();
    Eventually.until(() -> limited.calls().size() == 5);
  }

  @Test
  void aPauseOfTheAccountHoldsAllOfIt() {
    var asked = new AtomicBoolean();
    fast.answer(call ->
        asked.compareAndSet(false, true)
            ? new Outcome.Deferred(Duration.ofSeconds(10), Scope.ACCOUNT, "rate")
            : fast.accept(call));
    var first = stage.send(fast, DeliveryStage.conversation(), "1", "first");
    stage.awaitState(first, State.WAITING);

    var second = stage.send(fast, DeliveryStage.conversation(), "2", "second");
    var other = stage.send(limited, DeliveryStage.conversation(), "1", "other channel");
    stage.awaitReported(other, DeliveryStatus.SENT);
    assertThat(fast.texts()).containsExactly("first");
    stage.clock.advance(Duration.ofSeconds(10));

    stage.awaitReported(first, DeliveryStatus.SENT);
    stage.awaitReported(second, DeliveryStatus.SENT);
  }

  @Test
  void aBrokenProviderIsProbedByFewUntilItAnswers() {
    var broken = new AtomicBoolean(true);
    fast.answer(call ->
        broken.get()
            ? new Outcome.Deferred(Duration.ZERO, Scope.ACCOUNT, "no connection")
            : fast.accept(call));
    var last = stage.send(fast, DeliveryStage.conversation(), "address 0", "hello");
    for (int i = 1; i < 40; i++) {
      last = stage.send(fast, DeliveryStage.conversation(), "address " + i, "hello");
    }
    Eventually.until(() -> {
      stage.clock.advance(Duration.ofMillis(300));
      return breaker().equals("OPEN");
    });
    int calls = settledCalls();
    stage.clock.advance(Duration.ofSeconds(1));
    assertThat(fast.calls()).hasSize(calls);
    broken.set(false);

    Eventually.until(() -> {
      stage.clock.advance(Duration.ofMillis(500));
      return channel().sent() == 40;
    });

    stage.awaitReported(last, DeliveryStatus.SENT);
    assertThat(breaker()).isEqualTo("CLOSED");
  }

  @Test
  void oneRecipientsTroubleDoesNotBreakTheAccount() {
    fast.answer(call ->
        call.address().equals("777")
            ? new Outcome.Deferred(Duration.ZERO, Scope.RECIPIENT, "greylisted")
            : fast.accept(call));
    stage.send(fast, DeliveryStage.conversation(), "777", "hello");
    Eventually.until(() -> {
      stage.clock.advance(Duration.ofSeconds(1));
      return channel().deferred() >= 12;
    });

    assertThat(breaker()).isEqualTo("CLOSED");
  }

  @Test
  void countsWhatItDoes() {
    var ticket = stage.send(fast, DeliveryStage.conversation(), "1", "hello");
    stage.awaitReported(ticket, DeliveryStatus.SENT);
    Eventually.until(() -> channel().ownMost().isPositive());

    var stats = channel();

    assertThat(stats.accepted()).isEqualTo(1);
    assertThat(stats.sent()).isEqualTo(1);
    assertThat(stats.dead()).isZero();
    assertThat(stats.breakers()).containsValue("CLOSED");
    assertThat(stats.ownHalf()).isLessThanOrEqualTo(stats.ownMost());
  }

  /// The number of calls when it does not grow any more.
  private int settledCalls() {
    Eventually.until(() -> channel().deferred() == fast.calls().size());
    return fast.calls().size();
  }

  private String breaker() {
    return channel().breakers().values().stream().findFirst().orElse("");
  }

  private DeliveryStats.ChannelStats channel() {
    return channel(fast);
  }

  private DeliveryStats.ChannelStats channel(ScriptedFactory factory) {
    return stage.engine().stats().channels().stream()
        .filter(it -> it.channel().equals(factory.channel()))
        .findFirst()
        .orElseThrow();
  }
}
