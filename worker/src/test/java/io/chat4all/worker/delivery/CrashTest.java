package io.chat4all.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connector.api.Outcome.Scope;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.message.Content;
import io.chat4all.worker.Eventually;
import io.chat4all.worker.connector.ScriptedFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrashTest {

  private final ScriptedFactory telegram = new ScriptedFactory("telegram");
  private final ScriptedFactory whatsapp = new ScriptedFactory("whatsapp");
  private final DeliveryStage stage = new DeliveryStage(telegram, whatsapp).start();

  @AfterEach
  void close() {
    stage.log.recover();
    stage.close();
  }

  @Test
  void aCrashDuringACallNeverSendsTwice() throws Exception {
    var never = new CountDownLatch(1);
    telegram.answer(call -> {
      never.await();
      return telegram.accept(call);
    });
    var conversation = DeliveryStage.conversation();
    var ticket = stage.send(telegram, conversation, "777", "hello");
    var next = stage.send(telegram, conversation, "777", "next");
    Eventually.until(() -> telegram.calls().size() == 1);
    telegram.answer(telegram::accept);

    stage.restart();
    stage.awaitState(ticket, State.UNCERTAIN);
    stage.clock.advance(Duration.ofSeconds(61));
    stage.awaitReported(ticket, DeliveryStatus.FAILED);
    stage.awaitReported(next, DeliveryStatus.SENT);

    assertThat(telegram.texts()).containsExactly("hello", "next");
    stage.awaitCommitted(telegram.channel());
  }

  @Test
  void aCrashAfterTheLedgerKnowsReportsAgain() throws Exception {
    telegram.answer(call -> {
      stage.log.refuse(ErrorCode.UNAVAILABLE);
      return telegram.accept(call);
    });
    var ticket = stage.send(telegram, DeliveryStage.conversation(), "777", "hello");
    stage.awaitState(ticket, State.SENT);

    stage.engine().kill();
    stage.log.recover();
    assertThat(stage.reported(ticket)).isEmpty();
    stage.start();

    stage.awaitReported(ticket, DeliveryStatus.SENT);
    stage.awaitCommitted(telegram.channel());
    assertThat(telegram.calls()).hasSize(1);
  }

  @Test
  void aCrashAfterAParkedDeliveryWasSentReportsItWithoutARecord() throws Exception {
    telegram.answer(_ -> new Outcome.Deferred(Duration.ofMinutes(2), Scope.RECIPIENT, "flood"));
    var ticket = stage.send(telegram, DeliveryStage.conversation(), "777", "hello");
    stage.awaitCommitted(telegram.channel());
    telegram.answer(call -> {
      stage.log.refuse(ErrorCode.UNAVAILABLE);
      return telegram.accept(call);
    });
    stage.clock.advance(Duration.ofMinutes(2));
    Eventually.until(() -> stage.entry(ticket).parts() == 1);

    stage.engine().kill();
    stage.log.recover();
    stage.start();
    stage.clock.advance(Duration.ofMinutes(6));

    stage.awaitReported(ticket, DeliveryStatus.SENT);
    stage.awaitState(ticket, State.SENT);
    assertThat(telegram.calls()).hasSize(2);
  }

  @Test
  void aCrashBeforeTheFallbackIsQueuedQueuesItAgain() throws Exception {
    telegram.answer(_ -> {
      stage.log.refuse(ErrorCode.UNAVAILABLE);
      return new Outcome.Refused(Fault.RECIPIENT, "blocked");
    });
    var message = stage.message(DeliveryStage.conversation(), new Content.Text("hello"));
    var request =
        stage.request(
            message,
            new Target(DeliveryStage.account(telegram, "main"), "777"),
            List.of(new Target(DeliveryStage.account(whatsapp, "main"), "999")));
    stage.publish(request);
    stage.awaitState(request.ticket(), State.REPLACED);

    stage.engine().kill();
    stage.log.recover();
    stage.start();
    stage.awaitReported(request.ticket(), DeliveryStatus.FAILED);
    Eventually.until(() -> !whatsapp.calls().isEmpty());

    stage.awaitCommitted(whatsapp.channel());
    assertThat(whatsapp.calls()).hasSize(1);
  }

  @Test
  void aLedgerThatIsAwayHoldsDeliveriesUntilItIsBack() {
    stage.ledger.setAvailable(false);
    var ticket = stage.send(telegram, DeliveryStage.conversation(), "777", "hello");

    assertThat(telegram.calls()).isEmpty();
    stage.ledger.setAvailable(true);

    stage.awaitReported(ticket, DeliveryStatus.SENT);
    assertThat(telegram.calls()).hasSize(1);
  }

  @Test
  void aLedgerThatGoesAwayDuringACallHearsOfItLater() {
    telegram.answer(call -> {
      stage.ledger.setAvailable(false);
      return telegram.accept(call);
    });
    var ticket = stage.send(telegram, DeliveryStage.conversation(), "777", "hello");
    Eventually.until(() -> telegram.calls().size() == 1);

    stage.ledger.setAvailable(true);

    stage.awaitReported(ticket, DeliveryStatus.SENT);
    assertThat(telegram.calls()).hasSize(1);
  }

  @Test
  void whatWaitsInTheLedgerSurvivesARestart() {
    telegram.answer(_ -> new Outcome.Deferred(Duration.ofMinutes(5), Scope.RECIPIENT, "flood"));
    var ticket = stage.send(telegram, DeliveryStage.conversation(), "777", "hello");
    stage.await(ticket, Entry::parked);
    telegram.answer(telegram::accept);

    stage.restart();

    stage.awaitReported(ticket, DeliveryStatus.SENT);
    assertThat(telegram.calls()).hasSize(2);
  }
}
