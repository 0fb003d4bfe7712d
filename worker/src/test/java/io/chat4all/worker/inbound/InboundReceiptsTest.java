package io.chat4all.worker.inbound;

import static io.chat4all.worker.inbound.Outside.ACCOUNT;
import static io.chat4all.worker.inbound.Outside.ANA;
import static io.chat4all.worker.inbound.Outside.CAIO;
import static io.chat4all.worker.inbound.Outside.PHONE;
import static io.chat4all.worker.inbound.Outside.TELEGRAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.InboundEvent.EchoReceived;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageDeleted;
import io.chat4all.core.connector.InboundEvent.MessageEdited;
import io.chat4all.core.connector.InboundEvent.ReactionReceived;
import io.chat4all.core.connector.InboundEvent.ReadUpTo;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger.Finished;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.Role;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.ReceiptFact.StatusReported;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message.Reaction;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InboundReceiptsTest {

  private final Outside outside = new Outside();

  @AfterEach
  void close() {
    outside.close();
  }

  @Test
  void receiptsMoveADeliveryForwardInWhateverOrderAndHoweverOftenTheyCome() throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isSent("w1");

    outside.happens(
        receipt("w1", DeliveryStatus.READ),
        receipt("w1", DeliveryStatus.DELIVERED),
        receipt("w1", DeliveryStatus.SENT),
        receipt("w1", DeliveryStatus.READ));

    assertThat(sent.statuses()).containsExactly("whatsapp READ");
    assertThat(sent.moves()).startsWith("PENDING", "SENT").endsWith("READ");
  }

  @Test
  void receiptThatComesBeforeItsMessageWaitsForIt() throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isBegun();
    outside.happens(receipt("w1", DeliveryStatus.DELIVERED));
    assertThat(sent.statuses()).containsExactly("whatsapp PENDING");

    sent.ends(State.SENT, "accepted", "w1");

    assertThat(sent.statuses()).containsExactly("whatsapp DELIVERED");
    assertThat(sent.moves()).containsExactly("PENDING", "SENT", "DELIVERED");
  }

  @Test
  void receiptThatNamesItsDeliverySettlesAnUncertainOne() throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isBegun();
    sent.ends(State.UNCERTAIN, "uncertain");

    outside.happens(
        new ReceiptReceived(PHONE, "w1", sent.deliveryId(), DeliveryStatus.SENT, false, "", now()));

    assertThat(sent.entry().state()).isEqualTo(State.SENT);
    assertThat(sent.statuses()).containsExactly("whatsapp SENT");
  }

  @Test
  void onlyTheLastPartTellsThatAMessageArrived() throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isSent("w1", "w2");

    outside.happens(receipt("w1", DeliveryStatus.READ));
    assertThat(sent.statuses()).containsExactly("whatsapp PENDING");
    outside.happens(receipt("w2", DeliveryStatus.DELIVERED));

    assertThat(sent.statuses()).containsExactly("whatsapp DELIVERED");
  }

  @Test
  void channelThatReportsNothingNeverShowsMoreThanSent() throws Exception {
    var sent = new SentMessage(outside, "oi");
    var account = new ChannelAccountId(TELEGRAM, "main");
    var key = new DeliveryKey(sent.key().conversation(), sent.key().id(), "caio", TELEGRAM);
    var ticket =
        new DeliveryTicket(
            key, 1, ANA, new Target(account, "77"), List.of(), Optional.empty(), 0, now());
    outside.ledger.begin(List.of(ticket), now());
    outside.ledger.finish(
        List.of(
            new Finished(
                key,
                State.SENT,
                List.of("t1"),
                1,
                "accepted",
                "",
                Optional.empty(),
                false,
                now())));

    outside.tells(
        account,
        new ReceiptReceived("77", "t1", "", DeliveryStatus.READ, false, "", now()),
        new ReadUpTo("77", DeliveryStatus.READ, "t1", now(), now()));
    outside.settle();

    assertThat(outside.log.receiptFacts()).isEmpty();
  }

  @Test
  void failureWithoutAnotherChannelIsADeadLetter() throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isSent("w1");

    outside.happens(
        new ReceiptReceived(PHONE, "w1", "", DeliveryStatus.FAILED, false, "131053 media", now()));

    assertThat(sent.entry().state()).isEqualTo(State.FAILED);
    assertThat(sent.statuses()).containsExactly("whatsapp FAILED");
    assertThat(outside.ledger.dead(Optional.empty(), Optional.empty(), 10)).hasSize(1);
    assertThat(outside.log.receiptFacts().getLast())
        .isInstanceOfSatisfying(
            StatusReported.class,
            fact -> {
              assertThat(fact.reason()).isEqualTo("131053 media");
              assertThat(fact.cause()).isEqualTo("provider:whatsapp");
            });
  }

  @Test
  void lateReceiptProvesAFailureWrong() throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isSent("w1");

    outside.happens(
        new ReceiptReceived(PHONE, "w1", "", DeliveryStatus.FAILED, false, "131000", now()));
    outside.happens(receipt("w1", DeliveryStatus.DELIVERED));

    assertThat(sent.statuses()).containsExactly("whatsapp DELIVERED");
    assertThat(sent.entry().state()).isEqualTo(State.SENT);
  }

  @Test
  void readUpToAMessageThatIsStillBeingSentWaitsForIt() throws Exception {
    var sent = new SentMessage(outside, "um");
    sent.isBegun();
    outside.happens(new ReadUpTo(PHONE, DeliveryStatus.READ, "w1", now(), now()));
    assertThat(sent.statuses()).containsExactly("whatsapp PENDING");

    sent.ends(State.SENT, "accepted", "w1");

    assertThat(sent.statuses()).containsExactly("whatsapp READ");
  }

  @Test
  void readUpToMovesEverythingBeforeItOnce() throws Exception {
    var chat = SentMessage.pair(outside);
    var first = new SentMessage(outside, "um", chat);
    first.isSent("w1");
    outside.clock.advance(Duration.ofSeconds(1));
    var second = new SentMessage(outside, "dois", chat);
    second.isSent("w2");
    outside.clock.advance(Duration.ofSeconds(1));
    var third = new SentMessage(outside, "três", chat);
    third.isSent("w3");

    var read = new ReadUpTo(PHONE, DeliveryStatus.READ, "w2", now(), now());
    outside.happens(read);
    int facts = outside.log.receiptFacts().size();
    outside.happens(read);

    assertThat(outside.log.receiptFacts()).hasSize(facts);
    assertThat(first.statuses()).containsExactly("whatsapp READ");
    assertThat(second.statuses()).containsExactly("whatsapp READ");
    assertThat(third.statuses()).containsExactly("whatsapp PENDING");
  }

  @Test
  void readUpToATimeThatOvertakesTheAnswerToTheSendWaitsForIt() throws Exception {
    var sent = new SentMessage(outside, "um");
    sent.isBegun();
    var taken = now().minusMillis(5);
    outside.happens(readBy(taken), delivered("w1", taken));
    assertThat(sent.statuses()).containsExactly("whatsapp PENDING");

    sent.ends(State.SENT, "accepted", "w1");

    assertThat(sent.statuses()).containsExactly("whatsapp READ");
    assertThat(sent.moves()).startsWith("PENDING", "SENT").endsWith("READ");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readUpToATimeMovesWhatTheProviderTookByThen(boolean readFirst) throws Exception {
    var chat = SentMessage.pair(outside);
    var read = new SentMessage(outside, "um", chat);
    read.isSent("w1");
    var later = new SentMessage(outside, "dois", chat);
    later.isBegun();
    later.ends(State.SENT, "accepted", "w2");
    var taken = now().plusSeconds(30);
    var told = readBy(taken);
    var first = delivered("w1", taken);
    var second = delivered("w2", taken.plusMillis(1));

    if (readFirst) {
      outside.happens(told, first, second);
    } else {
      outside.happens(first, second, told);
    }

    assertThat(read.statuses()).containsExactly("whatsapp READ");
    assertThat(later.statuses()).containsExactly("whatsapp DELIVERED");
  }

  @Test
  void anEchoSaysByWhenItsMessageWasTaken() throws Exception {
    var sent = new SentMessage(outside, "um");
    sent.isBegun();
    var taken = now().plusSeconds(30);
    outside.happens(
        readBy(taken),
        new EchoReceived(PHONE, "w1", sent.deliveryId(), new InboundContent.Text("um"), taken));

    sent.ends(State.SENT, "accepted", "w1");

    assertThat(sent.statuses()).containsExactly("whatsapp READ");
  }

  @Test
  void whatTheProviderGaveNoTimeOfIsReadWhenItMustHaveBeenSentByThen() throws Exception {
    var sent = new SentMessage(outside, "um");
    sent.isSent("w1");
    outside.clock.advance(Duration.ofMinutes(3));
    outside.happens(readBy(now()));
    assertThat(sent.statuses()).containsExactly("whatsapp PENDING");

    outside.clock.advance(Duration.ofMinutes(1));
    outside.happens(readBy(now()));

    assertThat(sent.statuses()).containsExactly("whatsapp READ");
  }

  @Test
  void nobodyReadsWhatIsSentAfterTheyRead() throws Exception {
    var sent = new SentMessage(outside, "um");
    sent.isSent("w1");

    outside.happens(
        new ReadUpTo(PHONE, DeliveryStatus.READ, "", now().plusSeconds(900), now()),
        delivered("w1", now().plusSeconds(1)));

    assertThat(sent.statuses()).containsExactly("whatsapp DELIVERED");
  }

  private static ReadUpTo readBy(Instant time) {
    return new ReadUpTo(PHONE, DeliveryStatus.READ, "", time, time.plusSeconds(1));
  }

  private static ReceiptReceived delivered(String id, Instant sentBy) {
    return new ReceiptReceived(
        PHONE,
        id,
        "",
        DeliveryStatus.DELIVERED,
        false,
        "",
        Optional.of(sentBy),
        sentBy.plusSeconds(1));
  }

  @Test
  void statusOfAnUnknownMessageChangesNothing() throws Exception {
    outside.happens(
        receipt("unknown", DeliveryStatus.READ),
        new ReactionReceived(PHONE, "unknown", List.of("👍"), now()),
        new MessageEdited(PHONE, "unknown", "x", now()),
        new MessageDeleted(PHONE, "unknown", now()));

    assertThat(outside.log.facts()).isEmpty();
    assertThat(outside.stats().unknown()).isEqualTo(4);
  }

  @Test
  void personEditsReactsAndTakesBack() throws Exception {
    outside.happens(outside.text("m1", "oi"));
    var id = outside.only().sender();

    outside.happens(
        new MessageEdited(PHONE, "m1", "olá", now().plusSeconds(2)),
        new MessageEdited(PHONE, "m1", "velho", now().plusSeconds(1)),
        new ReactionReceived(PHONE, "m1", List.of("👍"), now().plusSeconds(1)),
        new ReactionReceived(PHONE, "m1", List.of("❤"), now().plusSeconds(2)),
        new ReactionReceived(PHONE, "m1", List.of("👍"), now().plusSeconds(1)));

    assertThat(outside.only().content().orElseThrow().text()).isEqualTo("olá");
    assertThat(outside.only().reactions()).containsExactly(new Reaction(id, "❤"));
    outside.happens(new ReactionReceived(PHONE, "m1", List.of(), now().plusSeconds(3)));
    assertThat(outside.only().reactions()).isEmpty();
    outside.happens(new MessageDeleted(PHONE, "m1", now().plusSeconds(4)));
    assertThat(outside.only().deletedAt()).isPresent();
  }

  @Test
  void personCannotTakeBackWhatWeWrote() throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isSent("w1");

    outside.happens(new MessageDeleted(PHONE, "w1", now()));

    assertThat(outside.only().deletedAt()).isEmpty();
  }

  @Test
  void answerToOurMessageGoesToItsConversation() throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isSent("w1");

    outside.happens(outside.message("m1", SentMessage.content("sim"), Optional.of("w1")));

    var history = outside.store.after(sent.key().conversation(), 0, 10);
    assertThat(history).hasSize(2);
    assertThat(history.getLast().sender()).isEqualTo(CAIO);
    assertThat(history.getLast().replyTo()).contains(sent.key().id());
  }

  @Test
  void whoAnswersAMessageThatReachedThemByHandleBecomesAMember() throws Exception {
    var group = group();
    var sent = writeTo(group);

    outside.threads.set(ACCOUNT, PHONE, group);
    outside.happens(outside.text("m1", "oi, sou eu"));

    assertThat(outside.store.after(group, 0, 10)).hasSize(2);
    assertThat(outside.members(group)).contains(CAIO);
    assertThat(sent.conversation()).isEqualTo(group);
  }

  @Test
  void echoOfOurOwnMessageIsNoMessage() throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isSent("w1");

    outside.happens(echo("w1", "", "oi"), echo("w1", sent.deliveryId(), "oi"));

    assertThat(outside.history()).hasSize(1);
  }

  @Test
  void echoSettlesAnUncertainDeliveryOfTheSameText() throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isBegun();
    sent.ends(State.UNCERTAIN, "uncertain");

    outside.tells(echo("w1", "", "oi"));
    outside.clock.advance(Duration.ofSeconds(3));
    outside.settle();

    assertThat(sent.entry().state()).isEqualTo(State.SENT);
    assertThat(sent.statuses()).containsExactly("whatsapp SENT");
    assertThat(outside.history()).hasSize(1);
  }

  @Test
  void echoThatOvertakesTheAnswerToOurCallWaitsForIt() throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isBegun();
    outside.tells(echo("w1", "", "oi"));
    outside.clock.advance(Duration.ofSeconds(60));

    sent.ends(State.SENT, "accepted", "w1");
    outside.settle();

    assertThat(outside.history()).hasSize(1);
  }

  @Test
  void whatAHumanWroteInTheProvidersAppIsAMessageOfTheInboxThatGoesNowhere() throws Exception {
    outside.happens(outside.text("m1", "oi"));

    outside.tells(echo("w9", "", "respondi pelo celular"));
    outside.clock.advance(Duration.ofSeconds(3));
    outside.settle();
    outside.restart();
    outside.tells(echo("w9", "", "respondi pelo celular"));
    outside.clock.advance(Duration.ofSeconds(3));
    outside.settle();

    assertThat(outside.history()).hasSize(2);
    var message = outside.history().getLast();
    assertThat(message.sender()).isEqualTo(ANA);
    assertThat(message.metadata()).containsEntry("origin", "provider_app");
    assertThat(outside.log.requests(Outside.WHATSAPP)).isEmpty();
  }

  private MessageKey writeTo(ConversationId group) {
    outside.link(CAIO, Outside.WHATSAPP, PHONE);
    var id = new MessageId(UUID.randomUUID());
    outside.log.append(
        new MessageAccepted(
            group,
            id,
            false,
            ANA,
            new Content.Text("oi"),
            Optional.empty(),
            Map.of(),
            List.of(CAIO),
            List.of(),
            now()));
    settle();
    var request = outside.log.requests(Outside.WHATSAPP).getFirst();
    outside.ledger.begin(List.of(request.ticket()), now());
    outside.ledger.finish(
        List.of(
            new Finished(
                request.ticket().key(),
                State.SENT,
                List.of("w1"),
                1,
                "accepted",
                "",
                Optional.empty(),
                false,
                now())));
    return request.message().key();
  }

  private void settle() {
    try {
      outside.settle();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private ConversationId group() {
    var wish =
        new Conversation(
            new ConversationId(UUID.randomUUID()),
            ConversationType.GROUP,
            "",
            Map.of(),
            false,
            ANA,
            now());
    return outside.conversations.create(new Caller(ANA, Role.USER), wish, List.of()).id();
  }

  private ReceiptReceived receipt(String id, DeliveryStatus status) {
    return new ReceiptReceived(PHONE, id, "", status, false, "", now());
  }

  private EchoReceived echo(String id, String deliveryId, String text) {
    return new EchoReceived(PHONE, id, deliveryId, SentMessage.content(text), now());
  }

  private Instant now() {
    return outside.clock.instant();
  }
}
