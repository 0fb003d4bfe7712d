package io.chat4all.gateway.wire;

import io.chat4all.core.delivery.Delivery;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.Content;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.Reaction;
import io.chat4all.protocol.v1.Status;
import io.chat4all.protocol.v1.StatusChange;

/// Messages and their status as the API shows them. Thread-safe.
public final class Messages {

  private Messages() {}

  /// A message of the history with its own status.
  public static Message of(io.chat4all.core.message.Message message, DeliveryStatus status) {
    var wire =
        Message.newBuilder()
            .setConversationId(message.conversation().toString())
            .setMessageId(message.id().toString())
            .setSeq(message.seq())
            .setSenderId(message.sender().value())
            .setCreatedAt(Times.of(message.createdAt()))
            .setStatus(of(status))
            .putAllMetadata(message.metadata());
    message.content().ifPresent(content -> addContent(wire, content));
    message.replyTo().ifPresent(id -> wire.setReplyTo(id.toString()));
    message.editedAt().ifPresent(at -> wire.setEditedAt(Times.of(at)));
    message.deletedAt().ifPresent(at -> wire.setDeletedAt(Times.of(at)));
    for (var reaction : message.reactions()) {
      wire.addReactions(
          Reaction.newBuilder().setUserId(reaction.user().value()).setEmoji(reaction.emoji()));
    }
    return wire.build();
  }

  /// A status.
  public static Status of(DeliveryStatus status) {
    return switch (status) {
      case PENDING -> Status.PENDING;
      case SENT -> Status.SENT;
      case DELIVERED -> Status.DELIVERED;
      case READ -> Status.READ;
      case FAILED -> Status.FAILED;
    };
  }

  /// A delivery with its history.
  public static io.chat4all.protocol.v1.Delivery of(Delivery delivery) {
    var wire =
        io.chat4all.protocol.v1.Delivery.newBuilder()
            .setRecipient(delivery.recipient())
            .setChannel(delivery.channel().value())
            .setStatus(of(delivery.status()));
    for (var move : delivery.history()) {
      wire.addHistory(
          StatusChange.newBuilder()
              .setStatus(of(move.status()))
              .setAt(Times.of(move.at()))
              .setCause(move.cause())
              .setReason(move.reason()));
    }
    return wire.build();
  }

  private static void addContent(Message.Builder wire, Content content) {
    wire.setType(content.type().wireName()).setContent(content.text());
    switch (content) {
      case Content.Text _ -> {}
      case Content.Media media -> wire.setFileId(media.fileId());
      case Content.Location place -> wire.setLocation(Contents.location(place));
      case Content.Contact card -> wire.setContact(Contents.contact(card));
    }
  }
}
