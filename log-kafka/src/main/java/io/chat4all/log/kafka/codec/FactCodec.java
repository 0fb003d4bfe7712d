package io.chat4all.log.kafka.codec;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.log.kafka.codec.RecordDecoder.UndecodableException;
import io.chat4all.protocol.log.v1.FactRecord;
import io.chat4all.protocol.log.v1.ReceiptRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Facts and receipts, to bytes and back. Times keep their microseconds.
public final class FactCodec {

  private FactCodec() {}

  /// The record's key.
  public static byte[] key(ConversationId conversation) {
    return Fields.key(conversation.value());
  }

  /// The record's value.
  public static byte[] encode(ConversationFact fact) {
    var record =
        FactRecord.newBuilder()
            .setConversationId(Fields.id(fact.conversation().value()))
            .setAtMicros(Fields.micros(fact.at()));
    switch (fact) {
      case ConversationFact.MessageAccepted message -> record.setAccepted(accepted(message));
      case ConversationFact.MessageEdited edit ->
          record.setEdited(
              FactRecord.Edited.newBuilder()
                  .setMessageId(Fields.id(edit.id().value()))
                  .setBy(edit.by().value())
                  .setText(edit.text()));
      case ConversationFact.MessageDeleted deletion ->
          record.setDeleted(
              FactRecord.Deleted.newBuilder()
                  .setMessageId(Fields.id(deletion.id().value()))
                  .setBy(deletion.by().value()));
      case ConversationFact.ReactionChanged reaction ->
          record.setReacted(
              FactRecord.Reacted.newBuilder()
                  .setMessageId(Fields.id(reaction.id().value()))
                  .setBy(reaction.by().value())
                  .setEmoji(reaction.emoji())
                  .setAdded(reaction.added()));
      case ConversationFact.MemberChanged member ->
          record.setMember(
              Fields.member(member.user(), member.change(), member.role(), member.by()));
    }
    return record.build().toByteArray();
  }

  /// The fact of a record's value.
  public static ConversationFact decodeFact(byte @Nullable [] value) {
    return Fields.decoded(value, bytes -> fact(FactRecord.parseFrom(bytes)));
  }

  /// The record's value.
  public static byte[] encode(ReceiptFact fact) {
    var record =
        ReceiptRecord.newBuilder()
            .setConversationId(Fields.id(fact.conversation().value()))
            .setAtMicros(Fields.micros(fact.at()));
    switch (fact) {
      case ReceiptFact.WatermarkMoved moved ->
          record.setWatermark(
              ReceiptRecord.Watermark.newBuilder()
                  .setUser(moved.user().value())
                  .setStatus(Fields.status(moved.status()))
                  .setUpToSeq(moved.upToSeq())
                  .setCause(moved.cause()));
      case ReceiptFact.StatusReported report ->
          record.setReport(
              ReceiptRecord.Report.newBuilder()
                  .setMessageId(Fields.id(report.message().value()))
                  .setRecipient(report.recipient())
                  .setChannel(report.channel().value())
                  .setStatus(Fields.status(report.status()))
                  .setReason(report.reason())
                  .setCause(report.cause()));
      case ReceiptFact.DeliveryQueued queued ->
          record.setQueued(
              ReceiptRecord.Queued.newBuilder()
                  .setMessageId(Fields.id(queued.message().value()))
                  .setRecipient(queued.recipient())
                  .setChannel(queued.channel().value())
                  .setAgain(queued.again())
                  .setCause(queued.cause()));
    }
    return record.build().toByteArray();
  }

  /// The receipt of a record's value.
  public static ReceiptFact decodeReceipt(byte @Nullable [] value) {
    return Fields.decoded(value, bytes -> receipt(ReceiptRecord.parseFrom(bytes)));
  }

  private static FactRecord.Accepted accepted(ConversationFact.MessageAccepted message) {
    var accepted =
        FactRecord.Accepted.newBuilder()
            .setMessageId(Fields.id(message.id().value()))
            .setIdChosen(message.idChosen())
            .setSender(message.sender().value())
            .setContent(MessageCodec.encodeContent(message.content()));
    message.replyTo().ifPresent(id -> accepted.setReplyTo(Fields.id(id.value())));
    message.metadata().forEach((k, v) -> accepted.addMetadata(Fields.metadataEntry(k, v)));
    for (var user : message.to()) {
      accepted.addTo(user.value());
    }
    for (var channel : message.channels()) {
      accepted.addChannels(channel.value());
    }
    return accepted.build();
  }

  private static ConversationFact fact(FactRecord record) {
    var conversation = Fields.conversation(record.getConversationId());
    var at = Fields.instant(record.getAtMicros());
    return switch (record.getFactCase()) {
      case ACCEPTED -> accepted(conversation, record.getAccepted(), at);
      case EDITED -> {
        var edit = record.getEdited();
        yield new ConversationFact.MessageEdited(
            conversation,
            Fields.message(edit.getMessageId()),
            new UserId(edit.getBy()),
            edit.getText(),
            at);
      }
      case DELETED -> {
        var deletion = record.getDeleted();
        yield new ConversationFact.MessageDeleted(
            conversation,
            Fields.message(deletion.getMessageId()),
            new UserId(deletion.getBy()),
            at);
      }
      case REACTED -> {
        var reaction = record.getReacted();
        yield new ConversationFact.ReactionChanged(
            conversation,
            Fields.message(reaction.getMessageId()),
            new UserId(reaction.getBy()),
            reaction.getEmoji(),
            reaction.getAdded(),
            at);
      }
      case MEMBER -> {
        var member = record.getMember();
        yield new ConversationFact.MemberChanged(
            conversation,
            new UserId(member.getUser()),
            Fields.change(member),
            Fields.role(member),
            new UserId(member.getBy()),
            at);
      }
      case FACT_NOT_SET -> throw new UndecodableException("unknown kind of fact");
    };
  }

  private static ConversationFact accepted(
      ConversationId conversation, FactRecord.Accepted accepted, Instant at) {
    return new ConversationFact.MessageAccepted(
        conversation,
        Fields.message(accepted.getMessageId()),
        accepted.getIdChosen(),
        new UserId(accepted.getSender()),
        MessageCodec.decodeContent(accepted.getContent()),
        Fields.optionalMessage(accepted.getReplyTo()),
        Fields.metadata(accepted.getMetadataList()),
        Fields.users(accepted.getToList()),
        channels(accepted.getChannelsList()),
        at);
  }

  private static List<ChannelId> channels(List<String> values) {
    if (values.isEmpty()) {
      return List.of();
    }
    var channels = new ArrayList<ChannelId>(values.size());
    for (var value : values) {
      channels.add(Fields.channel(value));
    }
    return channels;
  }

  private static ReceiptFact receipt(ReceiptRecord record) {
    var conversation = Fields.conversation(record.getConversationId());
    var at = Fields.instant(record.getAtMicros());
    return switch (record.getReceiptCase()) {
      case WATERMARK -> {
        var moved = record.getWatermark();
        yield new ReceiptFact.WatermarkMoved(
            conversation,
            new UserId(moved.getUser()),
            Fields.status(moved.getStatus()),
            moved.getUpToSeq(),
            moved.getCause(),
            at);
      }
      case REPORT -> {
        var report = record.getReport();
        yield new ReceiptFact.StatusReported(
            conversation,
            Fields.message(report.getMessageId()),
            report.getRecipient(),
            Fields.channel(report.getChannel()),
            Fields.status(report.getStatus()),
            report.getReason(),
            report.getCause(),
            at);
      }
      case QUEUED -> {
        var queued = record.getQueued();
        yield new ReceiptFact.DeliveryQueued(
            conversation,
            Fields.message(queued.getMessageId()),
            queued.getRecipient(),
            Fields.channel(queued.getChannel()),
            queued.getAgain(),
            queued.getCause(),
            at);
      }
      case RECEIPT_NOT_SET -> throw new UndecodableException("unknown kind of receipt");
    };
  }
}
