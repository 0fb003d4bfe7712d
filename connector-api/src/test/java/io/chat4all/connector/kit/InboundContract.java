package io.chat4all.connector.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.MediaLostException;
import io.chat4all.connector.api.Poller.Polled;
import io.chat4all.connector.api.WebhookOutcome;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.EchoReceived;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.ReactionReceived;
import io.chat4all.core.connector.InboundEvent.ReadUpTo;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.ContentType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the contract says about news, however they come.
abstract class InboundContract extends OutboundContract {

  @Test
  void aTextThatAPersonWroteComesIn() throws Exception {
    var events = tell(connect(), News.Wrote.text(1, "m1", "Olá “João” 👋🏽\n\\ / \" é"));

    assertThat(events).hasSize(1);
    assertThat(events.getFirst())
        .isInstanceOfSatisfying(
            MessageReceived.class,
            message -> {
              assertThat(message.address()).isEqualTo(harness().address(1));
              assertThat(factory().normalize(message.address())).isEqualTo(message.address());
              assertThat(message.providerId()).isNotBlank();
              assertThat(message.content())
                  .isEqualTo(new InboundContent.Text("Olá “João” 👋🏽\n\\ / \" é"));
              assertThat(message.replyTo()).isEmpty();
              assertThat(message.at()).isEqualTo(News.AT);
            });
  }

  @Test
  void theSameNewsAreTheSameEventsAndOthersAreOthers() throws Exception {
    var connector = connect();
    var first = tell(connector, News.Wrote.text(1, "m1", "one"));
    var again = tell(connector, News.Wrote.text(1, "m1", "one"));
    var other = tell(connector, News.Wrote.text(1, "m2", "one"));
    var someone = tell(connector, News.Wrote.text(2, "m3", "one"));

    assertThat(again).isEqualTo(first);
    assertThat(List.of(id(first), id(other), id(someone))).doesNotHaveDuplicates();
  }

  private static String id(List<InboundEvent> events) {
    return ((MessageReceived) events.getFirst()).providerId();
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentType.class,
      names = {"IMAGE", "FILE", "AUDIO", "VIDEO"})
  void aFileThatAPersonSentCanBeFetched(ContentType type) throws Exception {
    var connector = connect();
    var content =
        new InboundContent.Media(type, "bytes of " + type, "", mediaType(type), 0, "legenda é");
    var events = tell(connector, new News.Wrote(1, "f1", content, Optional.empty()));

    assertThat(events).isNotEmpty();
    var media = (InboundContent.Media) ((MessageReceived) events.getFirst()).content();
    assertThat(media.type()).isEqualTo(type);
    assertThat(media.reference()).isNotBlank();
    try (var file = connector.fetch(media.reference())) {
      assertThat(new String(file.content().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("bytes of " + type);
    }
  }

  private static String mediaType(ContentType type) {
    return switch (type) {
      case IMAGE -> "image/jpeg";
      case AUDIO -> "audio/ogg";
      case VIDEO -> "video/mp4";
      default -> "application/pdf";
    };
  }

  @Test
  void aFileThatIsGoneIsLost() throws Exception {
    var connector = connect();
    var content = new InboundContent.Media(ContentType.IMAGE, "jpeg", "", "image/jpeg", 0, "");
    var events = tell(connector, new News.Wrote(1, "f1", content, Optional.empty()));
    var media = (InboundContent.Media) ((MessageReceived) events.getFirst()).content();
    assumeTrue(harness().loseFiles());

    assertThatThrownBy(() -> connector.fetch(media.reference()))
        .isInstanceOf(MediaLostException.class)
        .satisfies(e -> assertNoSecret(String.valueOf(e.getMessage())));
  }

  @Test
  void aPlaceComesInAsAPlace() throws Exception {
    var place = new InboundContent.Location(-16.5, -49.25, "", "");
    var events = tell(connect(), new News.Wrote(1, "p1", place, Optional.empty()));

    assertThat(events).hasSize(1);
    assertThat(((MessageReceived) events.getFirst()).content()).isEqualTo(place);
  }

  @Test
  void anAnswerNamesOurMessageByTheIdOfItsOutcome() throws Exception {
    var connector = connect();
    var ours = accepted(connector.sendMessage(text(1, "question")));

    var events =
        tell(
            connector,
            new News.Wrote(1, "m1", new InboundContent.Text("answer"), Optional.of(ours)));

    assertThat(((MessageReceived) events.getFirst()).replyTo()).contains(ours);
  }

  @Test
  void aReactionNamesOurMessageByTheIdOfItsOutcome() throws Exception {
    var connector = connect();
    var ours = accepted(connector.sendMessage(text(1, "question")));

    var given = tell(connector, new News.Reacted(1, ours, "👍"));
    var taken = tell(connector, new News.Reacted(1, ours, ""));

    assertThat(given)
        .containsExactly(
            new ReactionReceived(harness().address(1), ours, List.of("👍"), given.getFirst().at()));
    assertThat(taken)
        .containsExactly(
            new ReactionReceived(harness().address(1), ours, List.of(), taken.getFirst().at()));
  }

  @Test
  void anEditAndADeletionNameTheMessageByTheIdItCameWith() throws Exception {
    var connector = connect();
    var id = id(tell(connector, News.Wrote.text(1, "m1", "one")));

    var edited = tell(connector, new News.Edited(1, "m1", "um"));

    assertThat(edited).hasSize(1);
    assertThat(edited.getFirst())
        .isEqualTo(
            new InboundEvent.MessageEdited(harness().address(1), id, "um", edited.getFirst().at()));
  }

  @Test
  void aDeletionNamesTheMessageByTheIdItCameWith() throws Exception {
    var connector = connect();
    var id = id(tell(connector, News.Wrote.text(1, "m1", "one")));

    var deleted = tell(connector, new News.Deleted(1, "m1"));

    assertThat(deleted)
        .containsExactly(
            new InboundEvent.MessageDeleted(harness().address(1), id, deleted.getFirst().at()));
  }

  @ParameterizedTest
  @EnumSource(
      value = DeliveryStatus.class,
      names = {"SENT", "DELIVERED", "READ", "FAILED"})
  void aReceiptNamesOurMessageByTheIdOfItsOutcome(DeliveryStatus status) throws Exception {
    var connector = connect();
    var message = text(1, "hello");
    var ours = accepted(connector.sendMessage(message));

    var events = tell(connector, new News.Reported(1, ours, message.deliveryId(), status));

    assertThat(events).hasSize(1);
    switch (events.getFirst()) {
      case ReceiptReceived receipt -> {
        assertThat(receipt.status()).isEqualTo(status);
        assertThat(receipt.providerId()).isIn(ours, "");
        assertThat(receipt.deliveryId()).isIn(message.deliveryId(), "");
        assertThat(receipt.providerId() + receipt.deliveryId()).isNotEmpty();
        assertThat(receipt.reason().isEmpty()).isEqualTo(status != DeliveryStatus.FAILED);
      }
      case ReadUpTo read -> {
        assertThat(read.status()).isEqualTo(status);
        assertThat(read.upTo()).isIn(ours, "");
      }
      default -> throw new AssertionError("no receipt: " + events.getFirst());
    }
    if (status != DeliveryStatus.FAILED) {
      assertThat(factory().capabilities().receipts()).contains(status);
    }
  }

  @Test
  void anEchoNamesOurMessageByTheIdOfItsOutcome() throws Exception {
    var connector = connect();
    var message = text(1, "hello");
    var ours = accepted(connector.sendMessage(message));

    var events = tell(connector, new News.Echoed(1, ours, message.deliveryId(), "hello"));

    assertThat(events).hasSize(1);
    var echo = (EchoReceived) events.getFirst();
    assertThat(echo.providerId()).isEqualTo(ours);
    assertThat(echo.address()).isEqualTo(harness().address(1));
  }

  @Test
  void aPersonWhoBlocksUsIsOutOfReachUntilTheyTakeItBack() throws Exception {
    var connector = connect();

    var blocked = tell(connector, new News.Reach(1, false));
    var back = tell(connector, new News.Reach(1, true));

    assertThat(blocked)
        .containsExactly(
            new InboundEvent.ReachChanged(harness().address(1), false, blocked.getFirst().at()));
    assertThat(back)
        .containsExactly(
            new InboundEvent.ReachChanged(harness().address(1), true, back.getFirst().at()));
  }

  @Test
  void newsThatNobodyKnowsYetArePassedOver() throws Exception {
    var connector = connect();

    assertThat(tell(connector, new News.Unheard(1))).isEmpty();
    assertThat(tell(connector, News.Wrote.text(1, "m1", "after it"))).hasSize(1);
  }

  /// The events of some news, by whichever way this account gets them; skips the test when this
  /// provider tells no such thing.
  final List<InboundEvent> tell(Connector connector, News news) throws InterruptedException {
    var webhooks = harness().webhooks();
    if (webhooks.isPresent()) {
      var call = webhooks.get().genuine(news);
      assumeTrue(call.isPresent(), "this provider tells no such thing");
      var outcome = connector.webhookHandler().orElseThrow().read(call.orElseThrow());
      assertThat(outcome).isInstanceOf(WebhookOutcome.Events.class);
      return ((WebhookOutcome.Events) outcome).events();
    }
    var polls = harness().polls();
    assumeTrue(polls.isPresent() && polls.get().queue(news), "this provider tells no such thing");
    var poller = connector.poller().orElseThrow();
    var events = new ArrayList<InboundEvent>(news(poller.poll()));
    // Once more, because a poll acknowledges what the one before it brought.
    events.addAll(news(poller.poll()));
    return events;
  }

  static List<InboundEvent> news(Polled polled) {
    assertThat(polled).isInstanceOf(Polled.News.class);
    return ((Polled.News) polled).events();
  }
}
