package io.chat4all.gateway.wire;

import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.query.MessageView;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.MemberChanged;
import io.chat4all.protocol.v1.MessageDeleted;
import io.chat4all.protocol.v1.MessageEdited;
import io.chat4all.protocol.v1.Presence;
import io.chat4all.protocol.v1.ReactionChanged;
import io.chat4all.protocol.v1.ReadMoved;
import io.chat4all.protocol.v1.SendRejected;
import io.chat4all.protocol.v1.StatusMoved;
import io.chat4all.protocol.v1.Typing;
import java.util.Locale;

/// Events as sessions get them. Thread-safe.
public final class EventWire {

  private EventWire() {}

  /// An event. A message comes with status SENT: it is in the history and nobody has it yet.
  public static Event of(ConversationEvent event) {
    var wire = Event.newBuilder().setAt(Times.of(event.at()));
    if (event instanceof ConversationEvent.InConversation within) {
      wire.setConversationId(within.conversation().toString());
    }
    return switch (event) {
      case ConversationEvent.MessageAdded(var message) ->
          wire.setMessage(Messages.of(message, DeliveryStatus.SENT)).build();
      case ConversationEvent.MessageEdited e -> wire.setEdited(of(e)).build();
      case ConversationEvent.MessageDeleted e -> wire.setDeleted(of(e)).build();
      case ConversationEvent.ReactionChanged e -> wire.setReaction(of(e)).build();
      case ConversationEvent.StatusMoved e -> wire.setStatus(of(e)).build();
      case ConversationEvent.ReadMoved e ->
          wire.setRead(ReadMoved.newBuilder().setUserId(e.user().value()).setUpToSeq(e.upToSeq()))
              .build();
      case ConversationEvent.TypingChanged e ->
          wire.setTyping(Typing.newBuilder().setUserId(e.user().value()).setActive(e.active()))
              .build();
      case ConversationEvent.MemberChanged e -> wire.setMember(of(e)).build();
      case ConversationEvent.SendRejected e ->
          wire.setRejected(
                  SendRejected.newBuilder()
                      .setMessageId(e.id().toString())
                      .setCode(ErrorCode.MESSAGE_ID_CONFLICT.code()))
              .build();
      case ConversationEvent.PresenceChanged e -> wire.setPresence(of(e)).build();
    };
  }

  /// A message of the history with the status that it has now, as an event.
  public static Event of(MessageView view) {
    var message = view.message();
    return Event.newBuilder()
        .setAt(Times.of(message.createdAt()))
        .setConversationId(message.conversation().toString())
        .setMessage(Messages.of(message, view.status()))
        .build();
  }

  private static MessageEdited of(ConversationEvent.MessageEdited event) {
    return MessageEdited.newBuilder()
        .setMessageId(event.id().toString())
        .setSeq(event.seq())
        .setUserId(event.by().value())
        .setContent(event.text())
        .build();
  }

  private static MessageDeleted of(ConversationEvent.MessageDeleted event) {
    return MessageDeleted.newBuilder()
        .setMessageId(event.id().toString())
        .setSeq(event.seq())
        .setUserId(event.by().value())
        .build();
  }

  private static ReactionChanged of(ConversationEvent.ReactionChanged event) {
    return ReactionChanged.newBuilder()
        .setMessageId(event.id().toString())
        .setSeq(event.seq())
        .setUserId(event.by().value())
        .setEmoji(event.emoji())
        .setAdded(event.added())
        .build();
  }

  private static StatusMoved of(ConversationEvent.StatusMoved event) {
    return StatusMoved.newBuilder()
        .setRecipient(event.recipient())
        .setChannel(event.channel().value())
        .setStatus(Messages.of(event.status()))
        .setUpToSeq(event.upToSeq())
        .setMessageId(event.message().map(MessageId::toString).orElse(""))
        .setReason(event.reason())
        .build();
  }

  private static MemberChanged of(ConversationEvent.MemberChanged event) {
    return MemberChanged.newBuilder()
        .setUserId(event.user().value())
        .setChange(name(event.change()))
        .setRole(event.role().map(EventWire::name).orElse(""))
        .setBy(event.by().value())
        .build();
  }

  private static Presence of(ConversationEvent.PresenceChanged event) {
    var presence = Presence.newBuilder().setUserId(event.user().value()).setOnline(event.online());
    if (!event.online()) {
      presence.setLastSeenAt(Times.of(event.at()));
    }
    return presence.build();
  }

  private static String name(MemberChange change) {
    return change.name().toLowerCase(Locale.ROOT);
  }

  private static String name(MemberRole role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
