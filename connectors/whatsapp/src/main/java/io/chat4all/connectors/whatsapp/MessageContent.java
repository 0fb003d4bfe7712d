package io.chat4all.connectors.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.message.ContentType;
import java.util.List;
import java.util.stream.Collectors;

/// Reads what a WhatsApp message says.
final class MessageContent {

  private static final InboundContent UNSUPPORTED = new InboundContent.Other("unsupported message");

  private MessageContent() {}

  static InboundContent of(JsonNode message) {
    return switch (Json.text(message, "type")) {
      case "text" -> text(Json.text(message, "text", "body"));
      case "image" -> media(message, "image", ContentType.IMAGE);
      case "sticker" -> media(message, "sticker", ContentType.IMAGE);
      case "video" -> media(message, "video", ContentType.VIDEO);
      case "audio" -> media(message, "audio", ContentType.AUDIO);
      case "document" -> media(message, "document", ContentType.FILE);
      case "location" -> location(Json.at(message, "location"));
      case "contacts" -> cards(Json.list(message, "contacts"));
      case "button" -> text(Json.text(message, "button", "text"));
      case "interactive" -> interactive(Json.at(message, "interactive"));
      case "order" -> new InboundContent.Other("order");
      default -> UNSUPPORTED;
    };
  }

  private static InboundContent text(String text) {
    return text.isEmpty() ? UNSUPPORTED : new InboundContent.Text(text);
  }

  private static InboundContent media(JsonNode message, String field, ContentType type) {
    var media = Json.at(message, field);
    var id = Json.text(media, "id");
    return id.isEmpty()
        ? UNSUPPORTED
        : new InboundContent.Media(
            type,
            id,
            Json.text(media, "filename"),
            Json.text(media, "mime_type"),
            Math.max(0, Json.number(media, "file_size")),
            Json.text(media, "caption"));
  }

  private static InboundContent location(JsonNode location) {
    return location.isObject()
        ? new InboundContent.Location(
            Json.fraction(location, "latitude"),
            Json.fraction(location, "longitude"),
            Json.text(location, "name"),
            Json.text(location, "address"))
        : UNSUPPORTED;
  }

  /// Several cards in one message become a text: a line for each.
  private static InboundContent cards(List<JsonNode> cards) {
    if (cards.size() == 1) {
      return card(cards.getFirst());
    }
    return text(
        cards.stream()
            .map(MessageContent::card)
            .map(card -> card.name() + ": " + String.join(", ", card.phones()))
            .collect(Collectors.joining("\n")));
  }

  private static InboundContent.Contact card(JsonNode card) {
    return new InboundContent.Contact(
        Json.text(card, "name", "formatted_name"),
        texts(Json.list(card, "phones"), "phone"),
        texts(Json.list(card, "emails"), "email"));
  }

  private static List<String> texts(List<JsonNode> nodes, String field) {
    return nodes.stream().map(n -> Json.text(n, field)).filter(t -> !t.isEmpty()).toList();
  }

  private static InboundContent interactive(JsonNode interactive) {
    var button = Json.text(interactive, "button_reply", "title");
    var row = Json.text(interactive, "list_reply", "title");
    if (!button.isEmpty() || !row.isEmpty()) {
      return text(button.isEmpty() ? row : button);
    }
    return Json.at(interactive, "nfm_reply").isObject()
        ? new InboundContent.Other("form")
        : UNSUPPORTED;
  }
}
