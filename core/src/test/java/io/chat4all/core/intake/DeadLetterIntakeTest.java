package io.chat4all.core.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.InMemoryDeliveryLedger;
import io.chat4all.core.delivery.PlannedDelivery;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.history.Change;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.log.ReceiptFact.DeliveryQueued;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeadLetterIntakeTest {

  private static final ChannelId WHATSAPP = new ChannelId("whatsapp");
  private static final Target TARGET =
      new Target(new ChannelAccountId(WHATSAPP, "main"), "5511912345678");

  private final Platform platform = new Platform();
  private final InMemoryDeliveryLedger ledger = new InMemoryDeliveryLedger();
  private final DeadLetterIntake intake =
      new DeadLetterIntake(
          ledger,
          platform.store,
          platform.accounts,
          platform.log,
          platform.log.deliveryQueue(),
          platform.clock);
  private int messages;

  @Test
  void aReplayMovesTheStatusAndRequestsTheNextRound() {
    var key = dead("bia");

    var done = intake.replay(platform.wa, List.of(key));

    assertThat(done).isEqualTo(new DeadLetterIntake.Replay(1, 0));
    assertThat(platform.log.receiptFacts())
        .containsExactly(
            new DeliveryQueued(
                key.conversation(),
                key.message(),
                "bia",
                WHATSAPP,
                true,
                "wa",
                platform.clock.instant()));
    assertThat(platform.log.requests(WHATSAPP))
        .singleElement()
        .satisfies(request -> {
          assertThat(request.ticket().key()).isEqualTo(key);
          assertThat(request.ticket().round()).isEqualTo(1);
          assertThat(request.ticket().target()).isEqualTo(TARGET);
          assertThat(request.senderName()).isEqualTo("ana");
          assertThat(request.message().content()).contains(new Content.Text("hello"));
        });
    assertThat(intake.list(Optional.empty(), Optional.empty(), 10)).isEmpty();
  }

  @Test
  void aReplayThatIsAskedForTwiceIsDoneOnce() {
    var key = dead("bia");

    var done = intake.replay(platform.wa, List.of(key, key));
    var again = intake.replay(platform.wa, List.of(key));

    assertThat(done).isEqualTo(new DeadLetterIntake.Replay(1, 0));
    assertThat(again).isEqualTo(new DeadLetterIntake.Replay(0, 1));
    assertThat(platform.log.requests(WHATSAPP)).hasSize(1);
    assertThat(platform.log.receiptFacts()).hasSize(1);
  }

  @Test
  void aLogThatDoesNotAnswerLeavesTheDeadLetter() {
    var key = dead("bia");
    platform.log.refuse(ErrorCode.UNAVAILABLE);

    assertThatThrownBy(() -> intake.replay(platform.wa, List.of(key)))
        .isInstanceOf(ApiException.class);

    platform.log.recover();
    assertThat(intake.list(Optional.empty(), Optional.empty(), 10)).hasSize(1);
    assertThat(intake.replay(platform.wa, List.of(key)).replayed()).isEqualTo(1);
  }

  @Test
  void aChannelIsReplayedUpToALimitTheLongestDeadFirst() {
    var first = dead("bia");
    platform.clock.advance(Duration.ofSeconds(1));
    dead("bia");

    var done = intake.replay(platform.wa, WHATSAPP, 1);

    assertThat(done.replayed()).isEqualTo(1);
    assertThat(platform.log.requests(WHATSAPP))
        .extracting(request -> request.ticket().key())
        .containsExactly(first);
    assertThat(intake.replay(platform.wa, new ChannelId("telegram"), 10).replayed()).isZero();
  }

  @Test
  void aMessageThatIsGoneIsPassedOver() {
    var ticket = ticket(new MessageId(UUID.randomUUID()), "bia");
    kill(ticket);

    assertThat(intake.replay(platform.wa, WHATSAPP, 10))
        .isEqualTo(new DeadLetterIntake.Replay(0, 1));
    assertThat(platform.log.receiptFacts()).isEmpty();
  }

  @Test
  void oneThatIsPutAwayIsNoDeadLetterAnyMore() {
    var key = dead("bia");

    intake.discard(key);

    assertThat(intake.list(Optional.of(WHATSAPP), Optional.empty(), 10)).isEmpty();
    assertThat(intake.replay(platform.wa, List.of(key)).skipped()).isEqualTo(1);
    assertThatThrownBy(() -> intake.discard(key))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  private DeliveryKey dead(String recipient) {
    var ticket = ticket(new MessageId(UUID.randomUUID()), recipient);
    var message =
        new Message(
            ticket.key().conversation(),
            ticket.key().message(),
            1,
            new UserId("ana"),
            Optional.of(new Content.Text("hello")),
            Optional.empty(),
            Map.of(),
            platform.clock.instant(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    platform.store.append(
        List.of(
            new Change.Add(
                message,
                List.of(new PlannedDelivery(recipient, WHATSAPP)),
                new LogPosition("log", 0, messages++))));
    kill(ticket);
    return ticket.key();
  }

  private DeliveryTicket ticket(MessageId message, String recipient) {
    return new DeliveryTicket(
        new DeliveryKey(Platform.anyConversation(), message, recipient, WHATSAPP),
        1,
        new UserId("ana"),
        TARGET,
        List.of(),
        Optional.empty(),
        0,
        platform.clock.instant());
  }

  private void kill(DeliveryTicket ticket) {
    var now = platform.clock.instant();
    var _ = ledger.begin(List.of(ticket), now);
    var _ =
        ledger.finish(
            List.of(
                new DeliveryLedger.Finished(
                    ticket.key(),
                    DeliveryLedger.State.FAILED,
                    List.of(),
                    0,
                    "refused",
                    "131026 not on WhatsApp",
                    Optional.empty(),
                    false,
                    now)));
  }
}
