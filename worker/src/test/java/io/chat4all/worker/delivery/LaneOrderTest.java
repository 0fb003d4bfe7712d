package io.chat4all.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Scope;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.worker.Eventually;
import io.chat4all.worker.connector.ScriptedFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LaneOrderTest {

  private final ScriptedFactory telegram = new ScriptedFactory("telegram");
  private final ScriptedFactory whatsapp = new ScriptedFactory("whatsapp");
  private final DeliveryStage stage = new DeliveryStage(telegram, whatsapp);

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void aDeliveryIsSentAndReported() throws Exception {
    stage.start();

    var ticket = stage.send(telegram, DeliveryStage.conversation(), "777", "hello");

    stage.awaitReported(ticket, DeliveryStatus.SENT);
    stage.awaitCommitted(telegram.channel());
    var call = telegram.calls().getFirst();
    assertThat(call.text()).isEqualTo("hello");
    assertThat(call.senderName()).isEqualTo("Bruno B.");
    assertThat(call.deliveryId()).isEqualTo(ticket.key().id());
    assertThat(stage.entry(ticket).state()).isEqualTo(State.SENT);
    assertThat(stage.reports(ticket).getFirst().cause()).isEqualTo("connector:telegram/main");
    assertThat(stage.threads.find(ticket.target().account(), "777"))
        .contains(ticket.key().conversation());
    assertThat(
            stage.ledger.names(
                new io.chat4all.core.message.MessageKey(
                    ticket.key().conversation(), ticket.key().message()),
                ticket.target()))
        .containsExactly("main-1");
  }

  @Test
  void aDeferredDeliveryHoldsItsLaneInOrderAndNoOther() throws Exception {
    var slow = DeliveryStage.conversation();
    var deferrals = new AtomicInteger(3);
    telegram.answer(call ->
        call.text().equals("slow 1") && deferrals.getAndDecrement() > 0
            ? new Outcome.Deferred(Duration.ofSeconds(20), Scope.RECIPIENT, "429")
            : telegram.accept(call));
    stage.start();

    var first = stage.send(telegram, slow, "777", "slow 1");
    var second = stage.send(telegram, slow, "777", "slow 2");
    stage.awaitState(first, State.WAITING);
    var other = stage.send(telegram, DeliveryStage.conversation(), "888", "other");
    stage.awaitReported(other, DeliveryStatus.SENT);
    assertThat(stage.find(second)).isEmpty();
    for (int i = 0; i < 3; i++) {
      int before = stage.entry(first).attempts();
      stage.clock.advance(Duration.ofSeconds(21));
      Eventually.until(() ->
          stage.entry(first).attempts() > before && stage.entry(first).state() != State.ATTEMPTING);
    }
    stage.awaitReported(second, DeliveryStatus.SENT);

    assertThat(telegram.texts().stream().filter(text -> text.startsWith("slow")))
        .containsExactly("slow 1", "slow 1", "slow 1", "slow 1", "slow 2");
  }

  @Test
  void aLongWaitIsKeptInTheLedgerWithAllThatFollow() throws Exception {
    var conversation = DeliveryStage.conversation();
    var first = new CountDownLatch(1);
    telegram.answer(call -> {
      if (first.getCount() > 0) {
        first.countDown();
        return new Outcome.Deferred(Duration.ofMinutes(5), Scope.RECIPIENT, "flood");
      }
      return telegram.accept(call);
    });
    stage.start();

    var tickets =
        IntStream.rangeClosed(1, 5)
            .mapToObj(i -> stage.send(telegram, conversation, "777", "text " + i))
            .toList();
    stage.awaitCommitted(telegram.channel());
    assertThat(tickets).allMatch(ticket -> stage.entry(ticket).parked());
    stage.clock.advance(Duration.ofMinutes(5).plusSeconds(1));
    stage.awaitReported(tickets.getLast(), DeliveryStatus.SENT);

    assertThat(telegram.texts())
        .containsExactly("text 1", "text 1", "text 2", "text 3", "text 4", "text 5");
  }

  @Test
  void aLaneWithVeryManyDeliveriesDoesNotFillTheHand() throws Exception {
    stage.config = DeliveryConfig.DEFAULT.withMaxInHand(200);
    var isBusy = new AtomicBoolean(true);
    telegram.answer(call ->
        call.address().equals("busy") && isBusy.get()
            ? new Outcome.Deferred(Duration.ofSeconds(10), Scope.RECIPIENT, "busy")
            : telegram.accept(call));
    var busy = DeliveryStage.conversation();
    var texts = new ArrayList<String>();
    for (int i = 0; i < 400; i++) {
      texts.add("busy " + i);
      stage.send(telegram, busy, "busy", "busy " + i);
    }
    stage.start();

    var other = stage.send(telegram, DeliveryStage.conversation(), "777", "other");
    stage.awaitReported(other, DeliveryStatus.SENT);
    int tries = telegram.calls().size();
    isBusy.set(false);
    Eventually.until(() -> {
      stage.clock.advance(Duration.ofMillis(20));
      return telegram.calls().size() == tries + 400;
    });

    assertThat(telegram.texts().subList(tries, tries + 400)).containsExactlyElementsOf(texts);
  }

  @Test
  void aSlowAccountDoesNotStarveAnotherOfItsChannel() throws Exception {
    stage.config = DeliveryConfig.DEFAULT.withMaxInHand(100);
    var second = DeliveryStage.account(telegram, "second");
    stage.save(second, "good");
    Eventually.until(() -> stage.connectors.find(second).isPresent());
    var gate = new CountDownLatch(1);
    telegram.answer(call -> {
      if (call.account().name().equals("main")) {
        gate.await();
      }
      return telegram.accept(call);
    });
    for (int i = 0; i < 300; i++) {
      stage.send(telegram, DeliveryStage.conversation(), "address " + i, "slow " + i);
    }
    stage.start();

    var message =
        stage.message(
            DeliveryStage.conversation(), new io.chat4all.core.message.Content.Text("quick"));
    var quick =
        stage.request(message, new io.chat4all.core.delivery.Target(second, "777"), List.of());
    stage.publish(quick);

    stage.awaitReported(quick.ticket(), DeliveryStatus.SENT);
    gate.countDown();
  }

  @Test
  void aDeadChannelDelaysNoOther() throws Exception {
    var gate = new CountDownLatch(1);
    whatsapp.answer(call -> {
      gate.await();
      return whatsapp.accept(call);
    });
    stage.config = DeliveryConfig.DEFAULT.withMaxInHand(10);
    stage.start();
    for (int i = 0; i < 50; i++) {
      stage.send(whatsapp, DeliveryStage.conversation(), "a" + i, "hanging");
    }

    var last =
        IntStream.range(0, 50)
            .mapToObj(i -> stage.send(telegram, DeliveryStage.conversation(), "b" + i, "quick"))
            .toList()
            .getLast();

    stage.awaitReported(last, DeliveryStatus.SENT);
    stage.awaitCommitted(telegram.channel());
    assertThat(whatsapp.calls()).hasSizeLessThanOrEqualTo(10);
    gate.countDown();
  }

  @Test
  void closingLetsCallsUnderWayEndAndLeavesTheRest() throws Exception {
    var gate = new CountDownLatch(1);
    telegram.answer(call -> {
      gate.await();
      return telegram.accept(call);
    });
    var conversation = DeliveryStage.conversation();
    stage.start();
    var first = stage.send(telegram, conversation, "777", "first");
    var second = stage.send(telegram, conversation, "777", "second");
    Eventually.until(() -> !telegram.calls().isEmpty());

    var closing = Thread.ofVirtual().start(() -> stage.engine().close());
    gate.countDown();
    closing.join();

    assertThat(stage.reported(first)).containsExactly(DeliveryStatus.SENT);
    assertThat(telegram.texts()).containsExactly("first");
    stage.start();
    stage.awaitReported(second, DeliveryStatus.SENT);
    assertThat(telegram.texts()).containsExactly("first", "second");
  }

  @Test
  void whatWasTakenFromTheLedgerGoesBackWhenTheEngineIsClosed() throws Exception {
    telegram.answer(_ -> new Outcome.Deferred(Duration.ofMinutes(5), Scope.RECIPIENT, "flood"));
    stage.start();
    var ticket = stage.send(telegram, DeliveryStage.conversation(), "777", "hello");
    stage.await(ticket, Entry::parked);
    telegram.answer(_ -> new Outcome.Deferred(Duration.ofSeconds(20), Scope.RECIPIENT, "wait"));
    stage.clock.advance(Duration.ofMinutes(5));
    stage.await(ticket, entry -> entry.attempts() == 2 && entry.state() == State.WAITING);

    stage.engine().close();
    assertThat(stage.entry(ticket).parked()).isTrue();
    telegram.answer(telegram::accept);
    stage.start();

    stage.awaitReported(ticket, DeliveryStatus.SENT);
  }
}
