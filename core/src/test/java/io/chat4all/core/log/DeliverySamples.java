package io.chat4all.core.log;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.delivery.DeliveryRequest.Change;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// Deliveries and news of providers for tests; of every kind there is at least one.
public final class DeliverySamples {

  /// The channel of [#request].
  public static final ChannelId CHANNEL = new ChannelId("telegram");

  private static final Instant AT = Instant.parse("2026-11-20T12:34:56.123456Z");
  private static final ChannelAccountId ACCOUNT = new ChannelAccountId(CHANNEL, "main");
  private static final Target ELSEWHERE =
      new Target(new ChannelAccountId(new ChannelId("whatsapp"), "brazil"), "5511999990000");

  private DeliverySamples() {}

  /// A text that is to be sent to an address over [#CHANNEL].
  public static DeliveryRequest request(
      ConversationId conversation, long seq, String address, String text) {
    var message = message(conversation, seq, Optional.of(new Content.Text(text)));
    return request(message, address, List.of(), Optional.empty(), new Change.Send());
  }

  /// A delivery of every kind.
  public static List<DeliveryRequest> requests() {
    var conversation = LogSamples.conversation();
    var text = message(conversation, 7, Optional.of(new Content.Text("@maria hello")));
    var gone = message(conversation, 8, Optional.empty());
    return List.of(
        request(text, "777", List.of(ELSEWHERE), Optional.of("@maria"), new Change.Send()),
        request(text, "777", List.of(), Optional.empty(), new Change.React("👍", true)),
        request(text, "777", List.of(), Optional.empty(), new Change.React("👍", false)),
        request(text, "777", List.of(), Optional.empty(), new Change.Edit()),
        request(gone, "777", List.of(), Optional.empty(), new Change.Delete()));
  }

  /// A text that a person wrote.
  public static Inbound told(String address, String text) {
    return told(received(address, new InboundContent.Text(text), Optional.empty()));
  }

  /// News of every kind, with every kind of content.
  public static List<Inbound> told() {
    var later = AT.plusMillis(1);
    var events =
        Stream.of(
            received("1", new InboundContent.Text("hello"), Optional.of("m-0")),
            received(
                "1",
                new InboundContent.Media(
                    ContentType.IMAGE, "ref", "a.jpg", "image/jpeg", 1L << 40, "caption"),
                Optional.empty()),
            received(
                "1", new InboundContent.Location(-1.5, 2.5, "name", "street"), Optional.of("")),
            received(
                "1",
                new InboundContent.Contact("Maria", List.of("+1", "+2"), List.of("m@x.org")),
                Optional.empty()),
            received("1", new InboundContent.Other("sticker"), Optional.empty()),
            new InboundEvent.MessageEdited("1", "m-1", "other", AT),
            new InboundEvent.MessageDeleted("1", "m-1", AT),
            new InboundEvent.ReactionReceived("1", "m-1", List.of("👍", "👎"), AT),
            new InboundEvent.ReactionReceived("1", "m-1", List.of(), AT),
            new InboundEvent.ReceiptReceived(
                "1", "m-1", "d-1", DeliveryStatus.FAILED, true, "131026", AT),
            new InboundEvent.ReceiptReceived("", "", "d-1", DeliveryStatus.SENT, false, "", AT),
            new InboundEvent.ReceiptReceived(
                "1", "m-1", "", DeliveryStatus.DELIVERED, false, "", Optional.of(later), AT),
            new InboundEvent.ReadUpTo("1", DeliveryStatus.READ, "m-1", later, AT),
            new InboundEvent.EchoReceived("1", "m-1", "d-1", new InboundContent.Text("hi"), AT),
            new InboundEvent.ReachChanged("1", false, AT),
            new InboundEvent.ReachChanged("1", true, AT),
            new InboundEvent.AddressChanged("1", "2", AT));
    return events.map(DeliverySamples::told).toList();
  }

  private static Inbound told(InboundEvent event) {
    return new Inbound(ACCOUNT, event, AT.plusSeconds(1));
  }

  private static InboundEvent received(
      String address, InboundContent content, Optional<String> replyTo) {
    var sender = new InboundEvent.Sender(address, List.of("alias"), "Maria", "maria");
    return new InboundEvent.MessageReceived(sender, "m-1", content, replyTo, AT);
  }

  private static DeliveryRequest request(
      Message message,
      String address,
      List<Target> alternatives,
      Optional<String> handle,
      Change change) {
    var key = new DeliveryKey(message.conversation(), message.id(), "maria", CHANNEL);
    var ticket =
        new DeliveryTicket(
            key,
            message.seq(),
            message.sender(),
            new Target(ACCOUNT, address),
            alternatives,
            handle,
            3,
            AT.plusMillis(5));
    return new DeliveryRequest(ticket, "Bruno B.", message, change);
  }

  private static Message message(ConversationId conversation, long seq, Optional<Content> content) {
    return new Message(
        conversation,
        new MessageId(UUID.randomUUID()),
        seq,
        new UserId("bruno"),
        content,
        Optional.of(new MessageId(UUID.randomUUID())),
        Map.of("telegram.silent", "true"),
        AT,
        Optional.empty(),
        content.isPresent() ? Optional.empty() : Optional.of(AT.plusSeconds(3)),
        List.of());
  }
}
