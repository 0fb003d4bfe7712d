package io.chat4all.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.connector.api.OutboundChange.Kind;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connector.api.Outcome.Scope;
import io.chat4all.core.channel.Address;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.delivery.DeliveryRequest.Change;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.IdentityDirectory.Sighting;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ReceiptFact.DeliveryQueued;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import io.chat4all.core.message.Message;
import io.chat4all.worker.Eventually;
import io.chat4all.worker.connector.ScriptedFactory;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutcomeTest {

  private final ScriptedFactory telegram = new ScriptedFactory("telegram");
  private final ScriptedFactory whatsapp =
      new ScriptedFactory(
          "whatsapp",
          ScriptedFactory.capabilities(
              EnumSet.of(ContentType.TEXT), Optional.of(Duration.ofHours(24))),
          ScriptedFactory.FAST);
  private final DeliveryStage stage = new DeliveryStage(telegram, whatsapp).start();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void aRefusedRecipientIsReachedByTheNextChannel() {
    telegram.answer(_ -> new Outcome.Refused(Fault.RECIPIENT, "403 blocked"));
    see(telegram, "777");

    var ticket = sendWithAlternative("777", "999");

    stage.awaitReported(ticket, DeliveryStatus.FAILED);
    var next = stage.log.requests(whatsapp.channel()).getFirst().ticket();
    stage.awaitReported(next, DeliveryStatus.SENT);
    stage.awaitState(ticket, State.REPLACED);
    assertThat(stage.reports(ticket).getFirst().reason()).isEqualTo("403 blocked");
    assertThat(next.key().recipient()).isEqualTo(ticket.key().recipient());
    assertThat(stage.log.receiptFacts())
        .anySatisfy(fact ->
            assertThat(fact)
                .isInstanceOfSatisfying(
                    DeliveryQueued.class,
                    queued -> {
                      assertThat(queued.channel()).isEqualTo(whatsapp.channel());
                      assertThat(queued.again()).isFalse();
                      assertThat(queued.cause()).isEqualTo("fallback");
                    }));
    Eventually.until(() -> !reachable(telegram, "777"));
  }

  @Test
  void aRefusedRecipientWithoutAnotherChannelIsADeadLetter() {
    telegram.answer(_ -> new Outcome.Refused(Fault.RECIPIENT, "403 blocked"));

    var ticket = stage.send(telegram, DeliveryStage.conversation(), "777", "hello");

    stage.awaitReported(ticket, DeliveryStatus.FAILED);
    assertThat(stage.ledger.dead(Optional.empty(), Optional.empty(), 9))
        .extracting(DeliveryLedger.Entry::ticket)
        .containsExactly(ticket);
  }

  @Test
  void aRefusedMessageIsNotTriedElsewhere() {
    telegram.answer(_ -> new Outcome.Refused(Fault.MESSAGE, "400 bad"));
    see(telegram, "777");

    var ticket = sendWithAlternative("777", "999");

    stage.awaitReported(ticket, DeliveryStatus.FAILED);
    stage.awaitState(ticket, State.FAILED);
    assertThat(stage.log.requests(whatsapp.channel())).isEmpty();
    assertThat(reachable(telegram, "777")).isTrue();
  }

  @Test
  void aDeadAccountStopsAndItsDeliveriesGoOnWhenItRunsAgain() {
    var dead = new AtomicBoolean(true);
    telegram.answer(call ->
        dead.get()
            ? new Outcome.Refused(Fault.ACCOUNT, "401 Unauthorized")
            : telegram.accept(call));
    var account = DeliveryStage.account(telegram, "main");
    var first = stage.send(telegram, DeliveryStage.conversation(), "777", "first");
    Eventually.until(() -> !stage.accounts.find(account).orElseThrow().isRunning());
    var second = stage.send(telegram, DeliveryStage.conversation(), "888", "second");
    stage.await(second, Entry::parked);
    assertThat(stage.entry(first).parked()).isTrue();
    assertThat(stage.entry(second).reason()).contains("401 Unauthorized");
    assertThat(telegram.texts()).containsExactly("first");

    dead.set(false);
    stage.save(account, "better");

    stage.awaitReported(first, DeliveryStatus.SENT);
    stage.awaitReported(second, DeliveryStatus.SENT);
  }

  @Test
  void aDeliveryThatTakesTooLongGoesToTheNextChannel() {
    telegram.answer(_ -> new Outcome.Deferred(Duration.ofHours(1), Scope.RECIPIENT, "slow mode"));

    var ticket = sendWithAlternative("777", "999");
    stage.await(ticket, Entry::parked);
    stage.clock.advance(Duration.ofMinutes(15));

    stage.awaitReported(ticket, DeliveryStatus.FAILED);
    stage.awaitState(ticket, State.REPLACED);
    var next = stage.log.requests(whatsapp.channel()).getFirst().ticket();
    stage.awaitReported(next, DeliveryStatus.SENT);
    assertThat(telegram.calls()).hasSize(1);
  }

  @Test
  void aDeliveryIsGivenUpAfterItsTime() {
    telegram.answer(_ -> new Outcome.Deferred(Duration.ofHours(20), Scope.RECIPIENT, "flood"));

    var ticket = stage.send(telegram, DeliveryStage.conversation(), "777", "hello");
    for (int i = 0; i < 2; i++) {
      stage.await(ticket, Entry::parked);
      stage.clock.advance(Duration.ofHours(20));
      int attempts = i + 2;
      Eventually.until(() -> stage.entry(ticket).attempts() >= attempts);
    }

    stage.awaitReported(ticket, DeliveryStatus.FAILED);
    stage.awaitState(ticket, State.FAILED);
    assertThat(stage.reports(ticket).getFirst().reason()).contains("given up");
    assertThat(telegram.calls()).hasSize(2);
  }

  @Test
  void anUncertainDeliveryIsNotRepeatedAndFailsWithoutNews() {
    telegram.answer(_ -> new Outcome.Uncertain("read timed out"));

    var ticket = stage.send(telegram, DeliveryStage.conversation(), "777", "hello");
    stage.awaitState(ticket, State.UNCERTAIN);
    stage.clock.advance(Duration.ofSeconds(61));

    stage.awaitReported(ticket, DeliveryStatus.FAILED);
    assertThat(stage.reports(ticket).getFirst().reason())
        .contains("may have arrived")
        .contains("read timed out");
    assertThat(telegram.calls()).hasSize(1);
  }

  @Test
  void newsOfAnUncertainDeliveryProveIt() throws Exception {
    telegram.answer(_ -> new Outcome.Uncertain("read timed out"));
    var conversation = DeliveryStage.conversation();
    var ticket = stage.send(telegram, conversation, "777", "hello");
    var next = stage.send(telegram, conversation, "777", "next");
    stage.awaitState(ticket, State.UNCERTAIN);
    telegram.answer(telegram::accept);

    var matched = stage.ledger.match(List.of(receipt(ticket, "m-9", DeliveryStatus.SENT)));
    stage.awaitReported(next, DeliveryStatus.SENT);
    stage.clock.advance(Duration.ofMinutes(2));

    assertThat(matched).hasSize(1);
    assertThat(stage.entry(ticket).state()).isEqualTo(State.SENT);
    assertThat(telegram.texts()).containsExactly("hello", "next");
    stage.awaitCommitted(telegram.channel());
    assertThat(stage.reported(ticket)).isEmpty();
  }

  @Test
  void receiptsThatComeBeforeTheAnswerAreReportedAfterIt() {
    telegram.answer(call -> {
      stage.ledger.match(List.of(receipt("main-early", DeliveryStatus.DELIVERED, call.account())));
      return Outcome.Accepted.as("main-early");
    });

    var ticket = stage.send(telegram, DeliveryStage.conversation(), "777", "hello");

    Eventually.until(() -> stage.reported(ticket).contains(DeliveryStatus.DELIVERED));
    assertThat(stage.reported(ticket).getFirst()).isEqualTo(DeliveryStatus.SENT);
  }

  @Test
  void aLongTextGoesInPartsAndGoesOnWhereItWas() {
    var fail = new AtomicBoolean(true);
    telegram.answer(call ->
        call.text().startsWith("b") && fail.getAndSet(false)
            ? new Outcome.Deferred(Duration.ofSeconds(5), Scope.RECIPIENT, "429")
            : telegram.accept(call));

    var ticket =
        stage.send(
            telegram,
            DeliveryStage.conversation(),
            "777",
            "a".repeat(90) + " " + "b".repeat(90) + " " + "c".repeat(90));
    stage.await(ticket, entry -> entry.parts() == 1);
    stage.awaitState(ticket, State.WAITING);
    stage.clock.advance(Duration.ofSeconds(6));
    stage.awaitReported(ticket, DeliveryStatus.SENT);

    assertThat(telegram.texts().stream().map(text -> text.substring(0, 1)))
        .containsExactly("a", "b", "b", "c");
    var key =
        new io.chat4all.core.message.MessageKey(
            ticket.key().conversation(), ticket.key().message());
    assertThat(stage.ledger.names(key, ticket.target()))
        .containsExactly("main-1", "main-2", "main-3");
  }

  @Test
  void aFileIsSentWithItsCaption() throws Exception {
    stage.files.put(
        "photo-1", "cat.jpg", "image/jpeg", new ByteArrayInputStream(new byte[10]), 100);
    var message =
        stage.message(
            DeliveryStage.conversation(),
            new Content.Media(ContentType.IMAGE, "photo-1", "my cat"));

    var request = stage.request(message, telegram, "777");
    stage.publish(request);

    stage.awaitReported(request.ticket(), DeliveryStatus.SENT);
    assertThat(telegram.calls().getFirst().fileName()).isEqualTo("cat.jpg");
    assertThat(telegram.calls().getFirst().text()).isEqualTo("my cat");
  }

  @Test
  void aClosedWindowIsNotEvenTried() {
    see(whatsapp, "999");
    stage.clock.advance(Duration.ofHours(25));

    var free = stage.send(whatsapp, DeliveryStage.conversation(), "999", "hello");
    stage.awaitReported(free, DeliveryStatus.FAILED);
    var unknown = stage.send(whatsapp, DeliveryStage.conversation(), "111", "hello");
    stage.awaitReported(unknown, DeliveryStatus.SENT);

    assertThat(stage.reports(free).getFirst().reason()).contains("window");
    assertThat(whatsapp.calls()).hasSize(1);
  }

  @Test
  void aTemplateMayGoOutsideTheWindow() {
    see(whatsapp, "999");
    stage.clock.advance(Duration.ofHours(25));
    var plain = stage.message(DeliveryStage.conversation(), new Content.Text("hello"));
    var message =
        new Message(
            plain.conversation(),
            plain.id(),
            plain.seq(),
            plain.sender(),
            plain.content(),
            plain.replyTo(),
            Map.of("whatsapp.template", "hello_world"),
            plain.createdAt(),
            plain.editedAt(),
            plain.deletedAt(),
            plain.reactions());

    var request = stage.request(message, whatsapp, "999");
    stage.publish(request);

    stage.awaitReported(request.ticket(), DeliveryStatus.SENT);
  }

  @Test
  void aPersonWhoMovedIsFollowed() {
    see(telegram, "777");
    telegram.answer(_ -> new Outcome.Accepted("main-1", "-100777"));

    var ticket = stage.send(telegram, DeliveryStage.conversation(), "777", "hello");

    Eventually.until(
        () -> stage.identities.find(new Address(telegram.channel(), "-100777")).isPresent());
    assertThat(stage.threads.find(ticket.target().account(), "-100777"))
        .contains(ticket.key().conversation());
  }

  @Test
  void aDeletedMessageIsNotSent() {
    var message = stage.message(DeliveryStage.conversation(), new Content.Text("secret"));
    var deleted =
        new Message(
            message.conversation(),
            message.id(),
            message.seq(),
            message.sender(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            message.createdAt(),
            Optional.empty(),
            Optional.of(stage.clock.instant()),
            List.of());

    var request = stage.request(deleted, telegram, "777");
    stage.publish(request);

    stage.awaitReported(request.ticket(), DeliveryStatus.FAILED);
    assertThat(telegram.calls()).isEmpty();
  }

  @Test
  void aDeadLetterThatIsReplayedIsSent() {
    telegram.answer(_ -> new Outcome.Refused(Fault.MESSAGE, "400 bad"));
    var message = stage.message(DeliveryStage.conversation(), new Content.Text("hello"));
    var request = stage.request(message, telegram, "777");
    stage.publish(request);
    stage.awaitReported(request.ticket(), DeliveryStatus.FAILED);
    telegram.answer(telegram::accept);

    var again = stage.ledger.reopen(request.ticket().key(), stage.clock.instant()).orElseThrow();
    stage.publish(new DeliveryRequest(again, "Bruno B.", message, new Change.Send()));

    stage.awaitReported(again, DeliveryStatus.FAILED, DeliveryStatus.SENT);
    assertThat(telegram.calls()).hasSize(2);
  }

  @Test
  void reactionsEditsAndDeletionsFollowTheirMessage() throws Exception {
    var message = stage.message(DeliveryStage.conversation(), new Content.Text("hello"));
    var request = stage.request(message, telegram, "777");
    var ticket = request.ticket();

    stage.publish(
        request,
        new DeliveryRequest(ticket, "", message, new Change.React("👍", true)),
        new DeliveryRequest(ticket, "", message, new Change.Edit()),
        new DeliveryRequest(ticket, "", message, new Change.Delete()));
    stage.awaitCommitted(telegram.channel());

    assertThat(telegram.changes())
        .extracting(change -> (Object) change.kind())
        .containsExactly(new Kind.React("👍"), new Kind.Edit("hello"), new Kind.Delete());
    assertThat(telegram.changes()).allMatch(change -> change.providerId().equals("main-1"));
  }

  @Test
  void aConnectorThatThrowsLeavesItsDeliveryUncertain() {
    telegram.answer(_ -> {
      throw new IllegalStateException("bug");
    });

    var ticket = stage.send(telegram, DeliveryStage.conversation(), "777", "hello");

    stage.awaitState(ticket, State.UNCERTAIN);
    assertThat(telegram.calls()).hasSize(1);
  }

  private DeliveryTicket sendWithAlternative(String address, String alternative) {
    var message = stage.message(DeliveryStage.conversation(), new Content.Text("hello"));
    var request =
        stage.request(
            message,
            new Target(DeliveryStage.account(telegram, "main"), address),
            List.of(new Target(DeliveryStage.account(whatsapp, "main"), alternative)));
    stage.publish(request);
    return request.ticket();
  }

  /// Somebody wrote from an address, just now.
  private void see(ScriptedFactory factory, String address) {
    var contact =
        new Account(
            new UserId("contact_" + address),
            Role.USER,
            "Contact",
            Optional.empty(),
            "",
            1,
            stage.clock.instant());
    var _ =
        stage.identities.seen(
            new Sighting(
                new Address(factory.channel(), address),
                List.of(),
                "main",
                "",
                "Contact",
                stage.clock.instant()),
            contact);
  }

  private boolean reachable(ScriptedFactory factory, String address) {
    return stage.identities.find(new Address(factory.channel(), address)).orElseThrow().reachable();
  }

  private DeliveryLedger.Receipt receipt(
      DeliveryTicket ticket, String providerId, DeliveryStatus status) {
    return new DeliveryLedger.Receipt(
        ticket.target().account(),
        providerId,
        ticket.key().id(),
        status,
        false,
        "",
        stage.clock.instant());
  }

  private DeliveryLedger.Receipt receipt(
      String providerId, DeliveryStatus status, io.chat4all.core.channel.ChannelAccountId account) {
    return new DeliveryLedger.Receipt(
        account, providerId, "", status, false, "", stage.clock.instant());
  }
}
