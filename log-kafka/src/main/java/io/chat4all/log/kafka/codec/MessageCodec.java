package io.chat4all.log.kafka.codec;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import io.chat4all.core.message.Message;
import io.chat4all.log.kafka.codec.RecordDecoder.UndecodableException;
import io.chat4all.protocol.log.v1.ContentRecord;
import io.chat4all.protocol.log.v1.MessageRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A message of the history and what a message says, to records and back.
final class MessageCodec {

  private MessageCodec() {}

  static MessageRecord encode(Message message) {
    var record =
        MessageRecord.newBuilder()
            .setMessageId(Fields.id(message.id().value()))
            .setSeq(message.seq())
            .setSender(message.sender().value());
    message.content().ifPresent(content -> record.setContent(encodeContent(content)));
    message.replyTo().ifPresent(id -> record.setReplyTo(Fields.id(id.value())));
    message.metadata().forEach((k, v) -> record.addMetadata(Fields.metadataEntry(k, v)));
    message.editedAt().ifPresent(at -> record.setEditedAtMicros(Fields.micros(at)));
    message.deletedAt().ifPresent(at -> record.setDeletedAtMicros(Fields.micros(at)));
    for (var reaction : message.reactions()) {
      record.addReactions(
          MessageRecord.Reaction.newBuilder()
              .setUser(reaction.user().value())
              .setEmoji(reaction.emoji()));
    }
    return record.build();
  }

  static Message decode(ConversationId conversation, MessageRecord record, Instant createdAt) {
    Optional<Content> content =
        record.hasContent() ? Optional.of(decodeContent(record.getContent())) : Optional.empty();
    return new Message(
        conversation,
        Fields.message(record.getMessageId()),
        record.getSeq(),
        new UserId(record.getSender()),
        content,
        Fields.optionalMessage(record.getReplyTo()),
        Fields.metadata(record.getMetadataList()),
        createdAt,
        optionalInstant(record.hasEditedAtMicros(), record.getEditedAtMicros()),
        optionalInstant(record.hasDeletedAtMicros(), record.getDeletedAtMicros()),
        reactions(record.getReactionsList()));
  }

  private static Optional<Instant> optionalInstant(boolean present, long micros) {
    return present ? Optional.of(Fields.instant(micros)) : Optional.empty();
  }

  private static List<Message.Reaction> reactions(List<MessageRecord.Reaction> records) {
    if (records.isEmpty()) {
      return List.of();
    }
    var reactions = new ArrayList<Message.Reaction>(records.size());
    for (var record : records) {
      reactions.add(new Message.Reaction(new UserId(record.getUser()), record.getEmoji()));
    }
    return reactions;
  }

  static ContentRecord encodeContent(Content content) {
    var record = ContentRecord.newBuilder();
    switch (content) {
      case Content.Text(var text) -> record.setText(text);
      case Content.Media media -> record.setMedia(media(media));
      case Content.Location(var latitude, var longitude, var name, var address) ->
          record.setLocation(
              ContentRecord.Location.newBuilder()
                  .setLatitude(latitude)
                  .setLongitude(longitude)
                  .setName(name)
                  .setAddress(address));
      case Content.Contact(var name, var phones, var emails) ->
          record.setContact(
              ContentRecord.Contact.newBuilder()
                  .setName(name)
                  .addAllPhones(phones)
                  .addAllEmails(emails));
    }
    return record.build();
  }

  static Content decodeContent(ContentRecord record) {
    return switch (record.getContentCase()) {
      case TEXT -> new Content.Text(record.getText());
      case MEDIA -> {
        var media = record.getMedia();
        yield new Content.Media(type(media.getKind()), media.getFileId(), media.getText());
      }
      case LOCATION -> {
        var place = record.getLocation();
        yield new Content.Location(
            place.getLatitude(), place.getLongitude(), place.getName(), place.getAddress());
      }
      case CONTACT -> {
        var card = record.getContact();
        yield new Content.Contact(
            card.getName(), List.copyOf(card.getPhonesList()), List.copyOf(card.getEmailsList()));
      }
      case CONTENT_NOT_SET -> throw new UndecodableException("unknown kind of content");
    };
  }

  private static ContentRecord.Media media(Content.Media media) {
    return ContentRecord.Media.newBuilder()
        .setKind(kind(media.type()))
        .setFileId(media.fileId())
        .setText(media.text())
        .build();
  }

  static ContentRecord.Kind kind(ContentType type) {
    return switch (type) {
      case IMAGE -> ContentRecord.Kind.IMAGE;
      case FILE -> ContentRecord.Kind.FILE;
      case AUDIO -> ContentRecord.Kind.AUDIO;
      case VIDEO -> ContentRecord.Kind.VIDEO;
      case TEXT, LOCATION, CONTACT ->
          throw new IllegalArgumentException(
              "type: " + type + " (expected: IMAGE, FILE, AUDIO or VIDEO)");
    };
  }

  static ContentType type(ContentRecord.Kind kind) {
    return switch (kind) {
      case IMAGE -> ContentType.IMAGE;
      case FILE -> ContentType.FILE;
      case AUDIO -> ContentType.AUDIO;
      case VIDEO -> ContentType.VIDEO;
      case KIND_UNSPECIFIED, UNRECOGNIZED -> throw new UndecodableException("unknown kind of file");
    };
  }
}
