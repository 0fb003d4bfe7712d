package io.chat4all.worker.inbound;

import static io.chat4all.worker.inbound.Outside.ACCOUNT;
import static io.chat4all.worker.inbound.Outside.ANA;
import static io.chat4all.worker.inbound.Outside.BIA;
import static io.chat4all.worker.inbound.Outside.CAIO;
import static io.chat4all.worker.inbound.Outside.INSTAGRAM;
import static io.chat4all.worker.inbound.Outside.PHONE;
import static io.chat4all.worker.inbound.Outside.WHATSAPP;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.channel.Address;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.Sender;
import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import io.chat4all.core.message.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InboundMessagesTest {

  private final Outside outside = new Outside();

  @AfterEach
  void close() {
    outside.close();
  }

  @Test
  void unknownPersonBecomesAContactWhoWritesToTheInbox() throws Exception {
    outside.happens(outside.text("m1", "oi"));

    var message = outside.only();
    var contact = message.sender();
    assertThat(contact.value()).startsWith("contact-");
    assertThat(outside.users.find(contact).orElseThrow().displayName()).isEqualTo("Maria");
    assertThat(outside.members(message.conversation())).containsExactlyInAnyOrder(ANA, contact);
    assertThat(outside.directory.find(message.conversation()).orElseThrow().type())
        .isEqualTo(ConversationType.PRIVATE);
    assertThat(message.metadata())
        .containsEntry("channel", "whatsapp")
        .containsEntry("provider_time", "2026-11-20T12:00:00Z");
    assertThat(outside.identities.find(new Address(WHATSAPP, PHONE)).orElseThrow().username())
        .isEqualTo("maria");
  }

  @Test
  void personBecomesOneContactThoughManyWebhooksArriveAtOnce() throws Exception {
    for (int i = 0; i < 10; i++) {
      var alias = new Sender("55" + i % 2, List.of(PHONE), "Maria", "");
      outside.tells(
          new MessageReceived(
              alias,
              "m" + i,
              new InboundContent.Text("oi " + i),
              Optional.empty(),
              outside.clock.instant()));
    }
    outside.settle();

    assertThat(outside.history()).hasSize(10);
    assertThat(outside.history()).extracting(Message::sender).containsOnly(sender());
    assertThat(outside.history().stream().map(Message::conversation).distinct()).hasSize(1);
  }

  @Test
  void messagesOfOnePersonKeepTheirOrder() throws Exception {
    for (int i = 0; i < 50; i++) {
      outside.tells(outside.text("m" + i, "oi " + i));
    }
    outside.settle();

    var texts = outside.history().stream().map(InboundMessagesTest::textOf).toList();
    assertThat(texts).hasSize(50);
    assertThat(texts).isEqualTo(IntStream.range(0, 50).mapToObj(i -> "oi " + i).toList());
  }

  @Test
  void messageThatIsToldAgainIsThereOnce() throws Exception {
    outside.happens(outside.text("m1", "oi"), outside.text("m1", "oi"));
    outside.happens(outside.text("m1", "oi"));
    outside.restart();

    outside.happens(outside.text("m1", "oi"));

    assertThat(outside.history()).hasSize(1);
    assertThat(outside.accepted()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void messageThatIsToldAgainStaysInItsConversationThoughTheThreadWentOn() throws Exception {
    outside.happens(outside.text("m1", "oi"));
    var first = outside.only().conversation();
    var other = group(ANA, sender());
    outside.threads.set(ACCOUNT, PHONE, other);
    outside.restart();

    outside.happens(outside.text("m1", "oi"), outside.text("m2", "e aí"));

    assertThat(outside.store.after(first, 0, 10)).hasSize(1);
    assertThat(outside.store.after(other, 0, 10))
        .extracting(m -> textOf(m))
        .containsExactly("e aí");
  }

  @Test
  void conversationGoesOnWhereItWas() throws Exception {
    outside.happens(outside.text("m1", "oi"));
    var other = group(BIA, sender());
    outside.threads.set(ACCOUNT, PHONE, other);

    outside.happens(outside.text("m2", "de novo"));

    assertThat(outside.store.after(other, 0, 10)).hasSize(1);
  }

  @Test
  void answerGoesToTheConversationOfWhatItAnswers() throws Exception {
    outside.happens(outside.text("m1", "oi"));
    var first = outside.only();
    outside.threads.set(ACCOUNT, PHONE, group(BIA, sender()));

    outside.happens(outside.message("m2", new InboundContent.Text("sim"), Optional.of("m1")));

    var history = outside.store.after(first.conversation(), 0, 10);
    assertThat(history).hasSize(2);
    assertThat(history.getLast().replyTo()).contains(first.id());
  }

  @Test
  void whoLeftAConversationWritesToTheInbox() throws Exception {
    outside.happens(outside.text("m1", "oi"));
    var group = group(BIA, sender());
    outside.threads.set(ACCOUNT, PHONE, group);
    outside.conversations.remove(new Caller(BIA, Role.USER), group, sender());

    outside.happens(outside.text("m2", "e agora"));

    assertThat(outside.store.after(group, 0, 10)).isEmpty();
    assertThat(outside.members(group)).containsExactly(BIA);
    assertThat(outside.history()).hasSize(2);
  }

  @Test
  void severalInTheInboxMakeAGroupAndNobodyMakesAConversationOfOne() throws Exception {
    outside.account(ACCOUNT, ANA, BIA, new UserId("gone"));
    awaitInbox(3);
    outside.happens(outside.text("m1", "oi"));
    assertThat(outside.members(outside.only().conversation()))
        .containsExactlyInAnyOrder(ANA, BIA, sender());

    outside.account(ACCOUNT);
    awaitInbox(0);
    var lone = new Sender("999", List.of(), "", "");
    outside.happens(
        new MessageReceived(
            lone,
            "m2",
            new InboundContent.Text("alguém?"),
            Optional.empty(),
            outside.clock.instant()));

    assertThat(outside.accepted().getLast().conversation())
        .satisfies(id -> assertThat(outside.members(id)).hasSize(1));
  }

  @Test
  void messageReachesMembersOnOtherChannelsAndNotItsSender() throws Exception {
    outside.link(ANA, INSTAGRAM, "ana.ig");

    outside.happens(outside.text("m1", "oi"));

    assertThat(outside.log.requests(INSTAGRAM))
        .singleElement()
        .satisfies(request -> {
          assertThat(request.ticket().target().address()).isEqualTo("ana.ig");
          assertThat(request.change()).isEqualTo(new DeliveryRequest.Change.Send());
        });
    assertThat(outside.log.requests(WHATSAPP)).isEmpty();
  }

  @Test
  void textThatBeginsWithAHandleGoesThere() throws Exception {
    outside.link(CAIO, INSTAGRAM, "caio.ig");

    outside.happens(outside.text("m1", "@caio olá"));

    assertThat(outside.log.requests(INSTAGRAM))
        .singleElement()
        .satisfies(request -> assertThat(request.ticket().handle()).contains("@caio"));
  }

  @Test
  void longTextBecomesSeveralMessagesAndControlCharactersGo() throws Exception {
    outside.happens(outside.text("m1", "a\u0000" + "palavra ".repeat(60)));

    assertThat(outside.history()).hasSize(3);
    assertThat(
            String.join("", outside.history().stream().map(InboundMessagesTest::textOf).toList()))
        .isEqualTo("a" + "palavra ".repeat(60));
  }

  @Test
  void placesCardsAndUnknownThingsArrive() throws Exception {
    outside.happens(
        outside.message("m1", new InboundContent.Location(-23.5, -46.6, "Sé", "")),
        outside.message("m2", new InboundContent.Contact("", List.of("+55 11", " "), List.of())),
        outside.message("m3", new InboundContent.Other("sticker")),
        outside.message("m4", new InboundContent.Text("")));

    assertThat(outside.history())
        .extracting(message -> message.content().orElseThrow())
        .containsExactly(
            new Content.Location(-23.5, -46.6, "Sé", ""),
            new Content.Contact("+55 11", List.of("+55 11"), List.of()),
            new Content.Text("[sticker]"),
            new Content.Text("[message without text]"));
  }

  @Test
  void fileIsKeptAtOnceWithItsCaption() throws Exception {
    outside.whatsapp.files.put("ref", "bytes");
    outside.whatsapp.failures.set(2);

    outside.happens(media("m1", "ref", 5), media("m1", "ref", 5));

    var content = (Content.Media) outside.only().content().orElseThrow();
    assertThat(content.type()).isEqualTo(ContentType.IMAGE);
    assertThat(content.text()).isEqualTo("olha");
    assertThat(outside.files.find(content.fileId()).orElseThrow().size()).isEqualTo(5);
    assertThat(outside.whatsapp.fetches).hasValue(3);
  }

  @Test
  void lostAndTooLargeAndUnreachableFilesLeaveAWord() throws Exception {
    outside.whatsapp.files.put("large", "x".repeat(101));
    outside.happens(media("m1", "gone", 5), media("m2", "large", 0), media("m3", "any", 101));
    outside.whatsapp.failures.set(1_000);

    outside.happens(media("m4", "ref", 5));

    assertThat(outside.history())
        .extracting(InboundMessagesTest::textOf)
        .containsExactly(
            "[image foto.jpg: no longer there]\nolha",
            "[image foto.jpg: too large]\nolha",
            "[image foto.jpg: too large]\nolha",
            "[image foto.jpg: could not be fetched]\nolha");
    assertThat(outside.stats().mediaLost()).isEqualTo(4);
  }

  @Test
  void nothingIsLostWhileStoresAndTheLogFail() throws Exception {
    outside.identities.setAvailable(false);
    outside.tells(outside.text("m1", "oi"), outside.text("m2", "tem alguém?"));
    awaitRetries(2);
    outside.ledger.setAvailable(false);
    outside.identities.setAvailable(true);
    awaitRetries(outside.stats().retried() + 2);
    outside.log.refuse(ErrorCode.OVERLOADED);
    outside.ledger.setAvailable(true);
    awaitRetries(outside.stats().retried() + 2);
    outside.log.recover();

    outside.settle();

    assertThat(outside.history()).hasSize(2);
    assertThat(outside.stats().faulty()).isZero();
  }

  @Test
  void messageWhoseAppendWasNotAcknowledgedIsThereOnce() throws Exception {
    outside.happens(outside.text("m1", "oi"));
    outside.identities.setAvailable(false);
    outside.tells(outside.text("m2", "dois"));
    awaitRetries(1);
    outside.log.loseAcks();
    outside.identities.setAvailable(true);
    awaitRetries(outside.stats().retried() + 2);
    outside.log.recover();

    outside.settle();

    assertThat(outside.history()).hasSize(2);
  }

  @Test
  void eventThatCannotBeIsGivenUpAndOthersGoOn() throws Exception {
    var nobody = new Sender(" ", List.of(), "", "");
    outside.happens(
        new MessageReceived(
            nobody, "m1", new InboundContent.Text("oi"), Optional.empty(), outside.clock.instant()),
        outside.text("m2", "oi"));

    assertThat(outside.history()).hasSize(1);
    assertThat(outside.stats().faulty()).isEqualTo(1);
  }

  @Test
  void blockedAndMovedPeopleAreNoted() throws Exception {
    outside.happens(outside.text("m1", "oi"));
    var now = outside.clock.instant();

    outside.happens(new InboundEvent.ReachChanged(PHONE, false, now));
    assertThat(outside.identities.find(new Address(WHATSAPP, PHONE)).orElseThrow().reachable())
        .isFalse();
    outside.happens(new InboundEvent.AddressChanged(PHONE, "5599", now));

    assertThat(outside.identities.find(new Address(WHATSAPP, "5599")).orElseThrow().user())
        .isEqualTo(sender());
    outside.clock.advance(Duration.ofMinutes(1));
    var again = new Sender("5599", List.of(), "Maria", "");
    outside.happens(
        new MessageReceived(
            again,
            "m2",
            new InboundContent.Text("voltei"),
            Optional.empty(),
            outside.clock.instant()));
    assertThat(outside.identities.find(new Address(WHATSAPP, "5599")).orElseThrow().reachable())
        .isTrue();
    assertThat(outside.history()).extracting(Message::sender).containsOnly(sender());
  }

  private MessageReceived media(String id, String reference, long size) {
    return outside.message(
        id, new InboundContent.Media(ContentType.IMAGE, reference, "foto.jpg", "", size, "olha"));
  }

  private UserId sender() {
    return outside.accepted().getFirst().sender();
  }

  private ConversationId group(UserId owner, UserId other) {
    var wish =
        new Conversation(
            new ConversationId(UUID.randomUUID()),
            ConversationType.GROUP,
            "",
            Map.of(),
            false,
            owner,
            outside.clock.instant());
    return outside.conversations.create(new Caller(owner, Role.USER), wish, List.of(other)).id();
  }

  private void awaitRetries(long atLeast) {
    Outside.await(() -> outside.stats().retried() >= atLeast);
  }

  private void awaitInbox(int size) {
    Outside.await(
        () -> outside.connectors.find(ACCOUNT).orElseThrow().account().inbox().size() == size);
  }

  private static String textOf(Message message) {
    return message.content().orElseThrow().text();
  }
}
