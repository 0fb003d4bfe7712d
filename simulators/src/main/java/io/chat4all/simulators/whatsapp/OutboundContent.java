package io.chat4all.simulators.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.simulators.graph.GraphError;
import io.chat4all.simulators.world.Content;

/// Reads what a send says and refuses what the Cloud API refuses.
final class OutboundContent {

  private static final int TEXT = 4096;
  private static final int CAPTION = 1024;

  private OutboundContent() {}

  static Content of(WhatsAppNumber number, JsonNode send, String type) {
    return switch (type) {
      case "text" -> text(Fields.object(send, "text"));
      case "image", "video", "audio", "document", "sticker" ->
          file(number, Fields.object(send, type), type);
      case "location" -> place(Fields.object(send, "location"));
      case "contacts" -> card(send.path("contacts"));
      case "reaction" -> reaction(Fields.object(send, "reaction"));
      case "interactive" -> InteractiveRules.content(Fields.object(send, "interactive"));
      case "template" -> TemplateRules.content(number, Fields.object(send, "template"));
      default ->
          throw WhatsAppError.UNSUPPORTED_TYPE
              .with("Message type " + type + " is not supported")
              .refusal();
    };
  }

  private static Content text(JsonNode text) {
    var body = Fields.text(text, "body").orElse("");
    if (body.isBlank()) {
      throw GraphError.parameter("The parameter text['body'] is required.").refusal();
    }
    return Content.text(Fields.atMost(TEXT, body, "text['body']"));
  }

  private static Content file(WhatsAppNumber number, JsonNode file, String type) {
    var caption = Fields.text(file, "caption").orElse("");
    if (!caption.isEmpty() && (type.equals("audio") || type.equals("sticker"))) {
      throw GraphError.parameter("Unexpected key \"caption\" on param \"" + type + "\".").refusal();
    }
    Fields.atMost(CAPTION, caption, type + "['caption']");
    var id = Fields.text(file, "id");
    var link = Fields.text(file, "link");
    if (id.isEmpty() == link.isEmpty()) {
      throw GraphError.parameter("Exactly one of id and link of " + type + " is required.")
          .refusal();
    }
    if (link.isPresent()) {
      if (!link.get().matches("https?://.+")) {
        throw GraphError.parameter("Param " + type + "['link'] must be a URL.").refusal();
      }
      return Content.of(type, caption).withLink(link.get());
    }
    var media =
        number
            .shelf()
            .find(id.get())
            .orElseThrow(() ->
                GraphError.parameter("Invalid parameter")
                    .withSubcode(33)
                    .withDetails("Media id " + id.get() + " is unknown or has expired")
                    .refusal());
    return Content.file(type, media, caption);
  }

  private static Content place(JsonNode place) {
    return Content.place(
        new Content.Place(
            Fields.number(place, "latitude", -90, 90),
            Fields.number(place, "longitude", -180, 180),
            Fields.text(place, "name").orElse(""),
            Fields.text(place, "address").orElse("")));
  }

  private static Content card(JsonNode cards) {
    if (!cards.isArray() || cards.isEmpty()) {
      throw WhatsAppError.MISSING_PARAMETER.with("Parameter of type contacts is missing").refusal();
    }
    var first = cards.get(0);
    var name =
        Fields.required(first.path("name"), "formatted_name", "contacts[0].name.formatted_name");
    return Content.card(
        new Content.Card(name, first.path("phones").path(0).path("phone").asText("")));
  }

  private static Content reaction(JsonNode reaction) {
    Fields.required(reaction, "message_id", "reaction.message_id");
    return Content.of("reaction", Fields.text(reaction, "emoji").orElse(""));
  }
}
