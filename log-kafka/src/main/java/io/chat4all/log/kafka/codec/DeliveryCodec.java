package io.chat4all.log.kafka.codec;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.delivery.DeliveryRequest.Change;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.message.Message;
import io.chat4all.log.kafka.codec.RecordDecoder.UndecodableException;
import io.chat4all.protocol.log.v1.DeliveryRecord;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Deliveries to be made, to bytes and back. Conversation, message, `seq` and sender of a ticket
/// are those of its message. Times keep their microseconds.
public final class DeliveryCodec {

  private DeliveryCodec() {}

  /// The record's key: the conversation.
  public static byte[] key(DeliveryRequest request) {
    return Fields.key(request.message().conversation().value());
  }

  /// The record's value.
  public static byte[] encode(DeliveryRequest request) {
    var ticket = request.ticket();
    var message = request.message();
    var record =
        DeliveryRecord.newBuilder()
            .setConversationId(Fields.id(message.conversation().value()))
            .setCreatedAtMicros(Fields.micros(message.createdAt()))
            .setMessage(MessageCodec.encode(message))
            .setSenderName(request.senderName())
            .setRecipient(ticket.key().recipient())
            .setTarget(place(ticket.target()))
            .setRound(ticket.round())
            .setRequestedAtMicros(Fields.micros(ticket.requestedAt()));
    ticket.handle().ifPresent(record::setHandle);
    for (var alternative : ticket.alternatives()) {
      record.addAlternatives(place(alternative));
    }
    switch (request.change()) {
      case Change.Send _ -> record.setSend(DeliveryRecord.Send.getDefaultInstance());
      case Change.React(var emoji, var added) ->
          record.setReact(DeliveryRecord.React.newBuilder().setEmoji(emoji).setAdded(added));
      case Change.Edit _ -> record.setEdit(DeliveryRecord.Edit.getDefaultInstance());
      case Change.Delete _ -> record.setDelete(DeliveryRecord.Delete.getDefaultInstance());
    }
    return record.build().toByteArray();
  }

  /// The delivery of a record's value.
  public static DeliveryRequest decode(byte @Nullable [] value) {
    return Fields.decoded(value, bytes -> request(DeliveryRecord.parseFrom(bytes)));
  }

  private static DeliveryRequest request(DeliveryRecord record) {
    var message =
        MessageCodec.decode(
            Fields.conversation(record.getConversationId()),
            record.getMessage(),
            Fields.instant(record.getCreatedAtMicros()));
    return new DeliveryRequest(
        ticket(record, message), record.getSenderName(), message, change(record));
  }

  private static DeliveryTicket ticket(DeliveryRecord record, Message message) {
    var target = target(record.getTarget());
    return new DeliveryTicket(
        new DeliveryKey(
            message.conversation(),
            message.id(),
            record.getRecipient(),
            target.account().channel()),
        message.seq(),
        message.sender(),
        target,
        record.getAlternativesList().stream().map(DeliveryCodec::target).toList(),
        record.hasHandle() ? Optional.of(record.getHandle()) : Optional.empty(),
        record.getRound(),
        Fields.instant(record.getRequestedAtMicros()));
  }

  private static Change change(DeliveryRecord record) {
    return switch (record.getChangeCase()) {
      case SEND -> new Change.Send();
      case REACT -> new Change.React(record.getReact().getEmoji(), record.getReact().getAdded());
      case EDIT -> new Change.Edit();
      case DELETE -> new Change.Delete();
      case CHANGE_NOT_SET -> throw new UndecodableException("unknown kind of change");
    };
  }

  private static DeliveryRecord.Place place(Target target) {
    return DeliveryRecord.Place.newBuilder()
        .setChannel(target.account().channel().value())
        .setAccount(target.account().name())
        .setAddress(target.address())
        .build();
  }

  private static Target target(DeliveryRecord.Place place) {
    var account = new ChannelAccountId(Fields.channel(place.getChannel()), place.getAccount());
    return new Target(account, place.getAddress());
  }
}
