package io.chat4all.log.kafka.codec;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.message.Content;
import io.chat4all.log.kafka.codec.RecordDecoder.UndecodableException;
import io.chat4all.protocol.log.v1.InboundContentRecord;
import io.chat4all.protocol.log.v1.InboundRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What providers tell, to bytes and back. Times keep their microseconds.
public final class InboundCodec {

  private InboundCodec() {}

  /// The record's key: account and address.
  public static byte[] key(Inbound inbound) {
    return (inbound.account() + "/" + inbound.event().address()).getBytes(StandardCharsets.UTF_8);
  }

  /// The record's value.
  public static byte[] encode(Inbound inbound) {
    var event = inbound.event();
    var record =
        InboundRecord.newBuilder()
            .setChannel(inbound.account().channel().value())
            .setAccount(inbound.account().name())
            .setReceivedAtMicros(Fields.micros(inbound.receivedAt()))
            .setAtMicros(Fields.micros(event.at()))
            .setAddress(event.address());
    put(record, event);
    return record.build().toByteArray();
  }

  /// What the provider told, of a record's value.
  public static Inbound decode(byte @Nullable [] value) {
    return Fields.decoded(value, bytes -> inbound(InboundRecord.parseFrom(bytes)));
  }

  private static void put(InboundRecord.Builder record, InboundEvent event) {
    switch (event) {
      case InboundEvent.MessageReceived it ->
          record.setProviderId(it.providerId()).setMessage(message(it));
      case InboundEvent.MessageEdited it ->
          record
              .setProviderId(it.providerId())
              .setEdited(InboundRecord.Edited.newBuilder().setText(it.text()));
      case InboundEvent.MessageDeleted it ->
          record
              .setProviderId(it.providerId())
              .setDeleted(InboundRecord.Deleted.getDefaultInstance());
      case InboundEvent.ReactionReceived it ->
          record
              .setProviderId(it.providerId())
              .setReactions(InboundRecord.Reactions.newBuilder().addAllEmojis(it.emojis()));
      case InboundEvent.ReceiptReceived it ->
          record.setProviderId(it.providerId()).setReceipt(receipt(it));
      case InboundEvent.ReadUpTo it ->
          record
              .setProviderId(it.upTo())
              .setUpTo(
                  InboundRecord.UpTo.newBuilder()
                      .setStatus(Fields.status(it.status()))
                      .setWatermarkMicros(Fields.micros(it.watermark())));
      case InboundEvent.EchoReceived it ->
          record
              .setProviderId(it.providerId())
              .setEcho(
                  InboundRecord.Echo.newBuilder()
                      .setDeliveryId(it.deliveryId())
                      .setContent(content(it.content())));
      case InboundEvent.ReachChanged it ->
          record.setReach(InboundRecord.Reach.newBuilder().setReachable(it.reachable()));
      case InboundEvent.AddressChanged it ->
          record.setMoved(InboundRecord.Moved.newBuilder().setNewAddress(it.newAddress()));
    }
  }

  private static InboundRecord.Receipt receipt(InboundEvent.ReceiptReceived event) {
    var receipt =
        InboundRecord.Receipt.newBuilder()
            .setDeliveryId(event.deliveryId())
            .setStatus(Fields.status(event.status()))
            .setRecipientGone(event.recipientGone())
            .setReason(event.reason());
    event.sentBy().map(Fields::micros).ifPresent(receipt::setSentByMicros);
    return receipt.build();
  }

  private static InboundRecord.Message message(InboundEvent.MessageReceived event) {
    var sender = event.sender();
    var message =
        InboundRecord.Message.newBuilder()
            .addAllAliases(sender.aliases())
            .setDisplayName(sender.displayName())
            .setUsername(sender.username())
            .setContent(content(event.content()));
    event.replyTo().ifPresent(message::setReplyTo);
    return message.build();
  }

  private static InboundContentRecord content(InboundContent content) {
    var record = InboundContentRecord.newBuilder();
    switch (content) {
      case InboundContent.Text(var text) -> record.setText(text);
      case InboundContent.Media media ->
          record.setMedia(
              InboundContentRecord.Media.newBuilder()
                  .setKind(MessageCodec.kind(media.type()))
                  .setReference(media.reference())
                  .setFileName(media.fileName())
                  .setMediaType(media.mediaType())
                  .setSize(media.size())
                  .setCaption(media.caption()));
      case InboundContent.Location(var latitude, var longitude, var name, var address) ->
          record.setLocation(
              MessageCodec.encodeContent(new Content.Location(latitude, longitude, name, address))
                  .getLocation());
      case InboundContent.Contact(var name, var phones, var emails) ->
          record.setContact(
              MessageCodec.encodeContent(new Content.Contact(name, phones, emails)).getContact());
      case InboundContent.Other(var description) -> record.setOther(description);
    }
    return record.build();
  }

  private static Inbound inbound(InboundRecord record) {
    var account = new ChannelAccountId(Fields.channel(record.getChannel()), record.getAccount());
    return new Inbound(account, event(record), Fields.instant(record.getReceivedAtMicros()));
  }

  private static InboundEvent event(InboundRecord record) {
    var address = record.getAddress();
    var id = record.getProviderId();
    var at = Fields.instant(record.getAtMicros());
    return switch (record.getEventCase()) {
      case MESSAGE -> message(address, id, record.getMessage(), at);
      case EDITED -> new InboundEvent.MessageEdited(address, id, record.getEdited().getText(), at);
      case DELETED -> new InboundEvent.MessageDeleted(address, id, at);
      case REACTIONS ->
          new InboundEvent.ReactionReceived(address, id, record.getReactions().getEmojisList(), at);
      case RECEIPT -> {
        var receipt = record.getReceipt();
        yield new InboundEvent.ReceiptReceived(
            address,
            id,
            receipt.getDeliveryId(),
            Fields.status(receipt.getStatus()),
            receipt.getRecipientGone(),
            receipt.getReason(),
            receipt.hasSentByMicros()
                ? Optional.of(Fields.instant(receipt.getSentByMicros()))
                : Optional.empty(),
            at);
      }
      case UP_TO ->
          new InboundEvent.ReadUpTo(
              address,
              Fields.status(record.getUpTo().getStatus()),
              id,
              Fields.instant(record.getUpTo().getWatermarkMicros()),
              at);
      case ECHO -> {
        var echo = record.getEcho();
        yield new InboundEvent.EchoReceived(
            address, id, echo.getDeliveryId(), content(echo.getContent()), at);
      }
      case REACH -> new InboundEvent.ReachChanged(address, record.getReach().getReachable(), at);
      case MOVED -> new InboundEvent.AddressChanged(address, record.getMoved().getNewAddress(), at);
      case EVENT_NOT_SET -> throw new UndecodableException("unknown kind of event");
    };
  }

  private static InboundEvent message(
      String address, String id, InboundRecord.Message message, Instant at) {
    var sender =
        new InboundEvent.Sender(
            address,
            List.copyOf(message.getAliasesList()),
            message.getDisplayName(),
            message.getUsername());
    Optional<String> replyTo =
        message.hasReplyTo() ? Optional.of(message.getReplyTo()) : Optional.empty();
    return new InboundEvent.MessageReceived(sender, id, content(message.getContent()), replyTo, at);
  }

  private static InboundContent content(InboundContentRecord record) {
    return switch (record.getContentCase()) {
      case TEXT -> new InboundContent.Text(record.getText());
      case MEDIA -> {
        var media = record.getMedia();
        yield new InboundContent.Media(
            MessageCodec.type(media.getKind()),
            media.getReference(),
            media.getFileName(),
            media.getMediaType(),
            media.getSize(),
            media.getCaption());
      }
      case LOCATION -> {
        var place = record.getLocation();
        yield new InboundContent.Location(
            place.getLatitude(), place.getLongitude(), place.getName(), place.getAddress());
      }
      case CONTACT -> {
        var card = record.getContact();
        yield new InboundContent.Contact(
            card.getName(), card.getPhonesList(), card.getEmailsList());
      }
      case OTHER -> new InboundContent.Other(record.getOther());
      case CONTENT_NOT_SET -> throw new UndecodableException("unknown kind of content");
    };
  }
}
