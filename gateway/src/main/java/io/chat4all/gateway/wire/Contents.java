package io.chat4all.gateway.wire;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import io.chat4all.protocol.v1.Contact;
import io.chat4all.protocol.v1.Location;
import io.chat4all.protocol.v1.Payload;

/// Reads what a message says, and refuses fields that its type does not have. Thread-safe.
final class Contents {

  private Contents() {}

  static Content of(Payload payload) {
    return switch (typeOf(payload)) {
      case TEXT -> {
        require(payload.getFileId().isEmpty(), "payload.file_id", "a text has no file");
        require(!payload.hasLocation(), "payload.location", "a text has no place");
        require(!payload.hasContact(), "payload.contact", "a text has no card");
        yield new Content.Text(payload.getText());
      }
      case IMAGE -> media(ContentType.IMAGE, payload);
      case FILE -> media(ContentType.FILE, payload);
      case AUDIO -> media(ContentType.AUDIO, payload);
      case VIDEO -> media(ContentType.VIDEO, payload);
      case LOCATION -> {
        require(payload.hasLocation(), "payload.location", "missing (expected: a place)");
        requireNoCaption(payload);
        var place = payload.getLocation();
        yield new Content.Location(
            place.getLatitude(), place.getLongitude(), place.getName(), place.getAddress());
      }
      case CONTACT -> {
        require(payload.hasContact(), "payload.contact", "missing (expected: a card)");
        requireNoCaption(payload);
        var card = payload.getContact();
        yield new Content.Contact(card.getName(), card.getPhonesList(), card.getEmailsList());
      }
    };
  }

  static Content ofShort(String text, String fileId) {
    return fileId.isEmpty()
        ? new Content.Text(text)
        : new Content.Media(ContentType.FILE, fileId, text);
  }

  static Location location(Content.Location place) {
    return Location.newBuilder()
        .setLatitude(place.latitude())
        .setLongitude(place.longitude())
        .setName(place.name())
        .setAddress(place.address())
        .build();
  }

  static Contact contact(Content.Contact card) {
    return Contact.newBuilder()
        .setName(card.name())
        .addAllPhones(card.phones())
        .addAllEmails(card.emails())
        .build();
  }

  private static ContentType typeOf(Payload payload) {
    if (payload.getType().isEmpty()) {
      return payload.getFileId().isEmpty() ? ContentType.TEXT : ContentType.FILE;
    }
    try {
      return ContentType.of(payload.getType());
    } catch (IllegalArgumentException _) {
      throw ApiException.invalid("payload.type", "payload.type: unknown type");
    }
  }

  private static Content media(ContentType type, Payload payload) {
    require(!payload.getFileId().isEmpty(), "payload.file_id", "missing (expected: a file's id)");
    require(!payload.hasLocation(), "payload.location", "a file has no place");
    require(!payload.hasContact(), "payload.contact", "a file has no card");
    return new Content.Media(type, payload.getFileId(), payload.getText());
  }

  private static void requireNoCaption(Payload payload) {
    require(payload.getText().isEmpty(), "payload.text", "a place or card has no caption");
    require(payload.getFileId().isEmpty(), "payload.file_id", "a place or card has no file");
  }

  private static void require(boolean holds, String field, String otherwise) {
    if (!holds) {
      throw ApiException.invalid(field, field + ": " + otherwise);
    }
  }
}
