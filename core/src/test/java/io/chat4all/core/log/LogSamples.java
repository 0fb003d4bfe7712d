package io.chat4all.core.log;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.delivery.DeliveryStatus;
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

/// Facts and events for tests; of every kind there is at least one.
public final class LogSamples {

  private static final Instant AT = Instant.parse("2026-11-20T12:34:56.123456Z");
  private static final UserId BRUNO = new UserId("bruno");
  private static final UserId MARIA = new UserId("maria");

  private LogSamples() {}

  /// A conversation of its own.
  public static ConversationId conversation() {
    return new ConversationId(UUID.randomUUID());
  }

  /// A text message of `bruno`.
  public static ConversationFact.MessageAccepted message(ConversationId conversation, String text) {
    return message(conversation, new Content.Text(text));
  }

  /// An event: `bruno` has read.
  public static ConversationEvent.ReadMoved read(ConversationId conversation, long upToSeq) {
    return new ConversationEvent.ReadMoved(conversation, BRUNO, upToSeq, AT);
  }

  /// A receipt of `maria`.
  public static ReceiptFact.WatermarkMoved receipt(ConversationId conversation, long upToSeq) {
    return new ReceiptFact.WatermarkMoved(
        conversation, MARIA, DeliveryStatus.READ, upToSeq, "device", AT);
  }

  /// A conversation fact of every kind, with every kind of content.
  public static List<ConversationFact> facts() {
    var conversation = conversation();
    var id = new MessageId(UUID.randomUUID());
    return List.of(
        message(conversation, "hello"),
        message(conversation, ""),
        new ConversationFact.MessageAccepted(
            conversation,
            id,
            true,
            BRUNO,
            new Content.Media(ContentType.VIDEO, "file-1", "caption"),
            Optional.of(new MessageId(UUID.randomUUID())),
            Map.of("priority", "high", "empty", ""),
            List.of(MARIA, BRUNO),
            List.of(ChannelId.INTERNAL, new ChannelId("telegram")),
            Instant.parse("1969-12-31T23:59:59.999999Z")),
        message(
            conversation,
            new Content.Location(-23.5, 46.25, "São Paulo", "Praça da Sé \uD83D\uDE00")),
        message(
            conversation, new Content.Contact("Maria", List.of("+1", "+2"), List.of("m@x.org"))),
        message(conversation, new Content.Media(ContentType.IMAGE, "f", "")),
        message(conversation, new Content.Media(ContentType.FILE, "f", "")),
        message(conversation, new Content.Media(ContentType.AUDIO, "f", "")),
        new ConversationFact.MessageEdited(conversation, id, BRUNO, "other", AT),
        new ConversationFact.MessageDeleted(conversation, id, BRUNO, AT),
        new ConversationFact.ReactionChanged(conversation, id, MARIA, "👍", true, AT),
        new ConversationFact.ReactionChanged(conversation, id, MARIA, "👍", false, AT),
        member(conversation, ConversationFact.MemberChange.ADDED, Optional.of(MemberRole.MEMBER)),
        member(conversation, ConversationFact.MemberChange.JOINED, Optional.of(MemberRole.OWNER)),
        member(conversation, ConversationFact.MemberChange.ROLE, Optional.of(MemberRole.ADMIN)),
        member(conversation, ConversationFact.MemberChange.REMOVED, Optional.empty()),
        member(conversation, ConversationFact.MemberChange.LEFT, Optional.empty()));
  }

  /// A receipt of every kind, with every status.
  public static List<ReceiptFact> receipts() {
    var conversation = conversation();
    var id = new MessageId(UUID.randomUUID());
    return List.of(
        receipt(conversation, 7),
        new ReceiptFact.WatermarkMoved(
            conversation, BRUNO, DeliveryStatus.DELIVERED, 1, "client", AT),
        report(conversation, id, DeliveryStatus.FAILED, "blocked"),
        report(conversation, id, DeliveryStatus.SENT, ""),
        report(conversation, id, DeliveryStatus.PENDING, ""),
        new ReceiptFact.DeliveryQueued(
            conversation, id, "maria", new ChannelId("telegram"), true, "admin_client", AT));
  }

  /// An event of every kind.
  public static List<ConversationEvent> events() {
    var conversation = conversation();
    var id = new MessageId(UUID.randomUUID());
    return List.of(
        new ConversationEvent.MessageAdded(stored(conversation, id)),
        new ConversationEvent.MessageAdded(deleted(conversation, id)),
        new ConversationEvent.MessageEdited(conversation, id, 5, BRUNO, "other", AT),
        new ConversationEvent.MessageDeleted(conversation, id, 5, BRUNO, AT),
        new ConversationEvent.ReactionChanged(conversation, id, 5, MARIA, "👍", true, AT),
        new ConversationEvent.StatusMoved(
            conversation,
            "maria",
            ChannelId.INTERNAL,
            DeliveryStatus.DELIVERED,
            9,
            Optional.empty(),
            "",
            List.of(BRUNO),
            AT),
        new ConversationEvent.StatusMoved(
            conversation,
            "+551199",
            new ChannelId("whatsapp"),
            DeliveryStatus.FAILED,
            0,
            Optional.of(id),
            "blocked",
            List.of(),
            AT),
        read(conversation, 9),
        new ConversationEvent.TypingChanged(conversation, MARIA, true, AT),
        new ConversationEvent.MemberChanged(
            conversation,
            MARIA,
            ConversationFact.MemberChange.ADDED,
            Optional.of(MemberRole.ADMIN),
            BRUNO,
            AT),
        new ConversationEvent.SendRejected(conversation, id, BRUNO, AT),
        new ConversationEvent.PresenceChanged(
            MARIA, true, List.of(conversation, conversation()), AT),
        new ConversationEvent.PresenceChanged(BRUNO, false, List.of(), AT));
  }

  /// A change of every kind.
  public static List<DirectoryChange> changes() {
    return List.of(
        new DirectoryChange.AccountChanged(BRUNO),
        new DirectoryChange.ConversationChanged(conversation()),
        new DirectoryChange.TokenRevoked("token-1"),
        new DirectoryChange.ChannelAccountChanged(
            new ChannelAccountId(new ChannelId("whatsapp"), "main")),
        new DirectoryChange.WebhooksChanged(BRUNO));
  }

  private static ConversationFact.MessageAccepted message(
      ConversationId conversation, Content content) {
    return new ConversationFact.MessageAccepted(
        conversation,
        new MessageId(UUID.randomUUID()),
        false,
        BRUNO,
        content,
        Optional.empty(),
        Map.of(),
        List.of(),
        List.of(),
        AT);
  }

  private static ConversationFact member(
      ConversationId conversation,
      ConversationFact.MemberChange change,
      Optional<MemberRole> role) {
    return new ConversationFact.MemberChanged(conversation, MARIA, change, role, BRUNO, AT);
  }

  private static ReceiptFact report(
      ConversationId conversation, MessageId id, DeliveryStatus status, String reason) {
    return new ReceiptFact.StatusReported(
        conversation, id, "+551199", new ChannelId("whatsapp"), status, reason, "connector", AT);
  }

  private static Message stored(ConversationId conversation, MessageId id) {
    return new Message(
        conversation,
        id,
        42,
        BRUNO,
        Optional.of(new Content.Text("hello")),
        Optional.of(new MessageId(UUID.randomUUID())),
        Map.of("a", "b"),
        AT,
        Optional.of(AT.plusSeconds(1)),
        Optional.empty(),
        List.of(new Message.Reaction(MARIA, "👍"), new Message.Reaction(BRUNO, "👎")));
  }

  private static Message deleted(ConversationId conversation, MessageId id) {
    return new Message(
        conversation,
        id,
        43,
        BRUNO,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        AT,
        Optional.empty(),
        Optional.of(AT.plusSeconds(2)),
        List.of());
  }
}
