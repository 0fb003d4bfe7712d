package io.chat4all.connectors.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.message.ContentType;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Reads what a Telegram message says (core.telegram.org/bots/api#message).
final class MessageContent {

  /// Notices of the chat itself, which nobody wrote.
  private static final List<String> NOTICES =
      List.of(
          "pinned_message",
          "message_auto_delete_timer_changed",
          "write_access_allowed",
          "users_shared",
          "chat_shared",
          "successful_payment",
          "refunded_payment",
          "chat_background_set",
          "connected_website",
          "passport_data",
          "proximity_alert_triggered",
          "web_app_data");

  private static final List<String> NAMED =
      List.of("poll", "dice", "story", "game", "invoice", "checklist", "paid_media", "giveaway");

  private MessageContent() {}

  /// Empty for a notice.
  static Optional<InboundContent> of(JsonNode message) {
    var text = Json.text(message, "text");
    if (!text.isEmpty()) {
      return Optional.of(new InboundContent.Text(text));
    }
    if (NOTICES.stream().anyMatch(message::has)) {
      return Optional.empty();
    }
    var content = media(message).or(() -> place(message)).or(() -> card(message));
    return content.isPresent() ? content : Optional.of(other(message));
  }

  private static Optional<InboundContent> media(JsonNode message) {
    var photo =
        Json.list(message, "photo").stream()
            .max(Comparator.comparingLong(p -> Json.number(p, "width") * Json.number(p, "height")));
    if (photo.isPresent()) {
      return media(message, ContentType.IMAGE, photo.get(), "image/jpeg");
    }
    // An animation comes with a document that is the same file.
    return file(message, "animation", ContentType.VIDEO, "video/mp4")
        .or(() -> file(message, "document", ContentType.FILE, ""))
        .or(() -> file(message, "audio", ContentType.AUDIO, "audio/mpeg"))
        .or(() -> file(message, "voice", ContentType.AUDIO, "audio/ogg"))
        .or(() -> file(message, "video", ContentType.VIDEO, "video/mp4"))
        .or(() -> file(message, "video_note", ContentType.VIDEO, "video/mp4"))
        .or(() -> sticker(message));
  }

  private static Optional<InboundContent> file(
      JsonNode message, String field, ContentType type, String usualMediaType) {
    return media(message, type, Json.at(message, field), usualMediaType);
  }

  private static Optional<InboundContent> media(
      JsonNode message, ContentType type, JsonNode file, String usualMediaType) {
    var reference = Json.text(file, "file_id");
    if (reference.isEmpty()) {
      return Optional.empty();
    }
    var mediaType = Json.text(file, "mime_type");
    return Optional.of(
        new InboundContent.Media(
            type,
            reference,
            Json.text(file, "file_name"),
            mediaType.isEmpty() ? usualMediaType : mediaType,
            Math.max(0, Json.number(file, "file_size")),
            Json.text(message, "caption")));
  }

  /// A still or moving picture; one that is drawn as vectors has no usual type.
  private static Optional<InboundContent> sticker(JsonNode message) {
    var sticker = Json.at(message, "sticker");
    if (sticker.path("is_animated").asBoolean(false)) {
      return Optional.of(
          new InboundContent.Other(("sticker " + Json.text(sticker, "emoji")).strip()));
    }
    return sticker.path("is_video").asBoolean(false)
        ? media(message, ContentType.VIDEO, sticker, "video/webm")
        : media(message, ContentType.IMAGE, sticker, "image/webp");
  }

  private static Optional<InboundContent> place(JsonNode message) {
    var venue = Json.at(message, "venue");
    var location = Json.at(venue.isObject() ? venue : message, "location");
    return location.isObject()
        ? Optional.of(
            new InboundContent.Location(
                Json.fraction(location, "latitude"),
                Json.fraction(location, "longitude"),
                Json.text(venue, "title"),
                Json.text(venue, "address")))
        : Optional.empty();
  }

  private static Optional<InboundContent> card(JsonNode message) {
    var contact = Json.at(message, "contact");
    if (!contact.isObject()) {
      return Optional.empty();
    }
    var name = Json.text(contact, "first_name") + " " + Json.text(contact, "last_name");
    var phone = Json.text(contact, "phone_number");
    return Optional.of(
        new InboundContent.Contact(
            name.strip(), phone.isEmpty() ? List.of() : List.of(phone), List.of()));
  }

  private static InboundContent other(JsonNode message) {
    var known = NAMED.stream().filter(message::has).findFirst();
    return new InboundContent.Other(known.orElse("unsupported message").replace('_', ' '));
  }
}
