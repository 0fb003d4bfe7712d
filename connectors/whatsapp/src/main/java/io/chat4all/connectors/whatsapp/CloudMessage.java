package io.chat4all.connectors.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.message.Content;
import java.util.Optional;

/// A message in the words of the Cloud API (developers.facebook.com: Cloud API, Messages).
sealed interface CloudMessage {

  /// To be sent.
  record Made(ObjectNode json) implements CloudMessage {}

  /// Its metadata make no sense.
  record Impossible(String reason) implements CloudMessage {}

  static CloudMessage of(Outbound message) {
    var json = envelope(message.address(), message.deliveryId(), message.replyTo());
    var template = message.metadata().getOrDefault("whatsapp.template", "");
    if (!template.isEmpty()) {
      return template(json, template, message);
    }
    var interactive = message.metadata().getOrDefault("whatsapp.interactive", "");
    if (!interactive.isEmpty()) {
      return Json.read(interactive)
          .filter(JsonNode::isObject)
          .<CloudMessage>map(object -> new Made(typed(json, "interactive", object)))
          .orElseGet(() -> new Impossible("whatsapp.interactive: no JSON object (expected: one)"));
    }
    return new Made(content(json, message.content()));
  }

  private static CloudMessage template(ObjectNode json, String name, Outbound message) {
    var template = Json.object().put("name", name);
    var language = message.metadata().getOrDefault("whatsapp.template_language", "pt_BR");
    template.putObject("language").put("code", language);
    var params = message.metadata().getOrDefault("whatsapp.template_params", "");
    if (!params.isEmpty()) {
      var array = Json.read(params).filter(JsonNode::isArray);
      if (array.isEmpty()) {
        return new Impossible("whatsapp.template_params: no JSON array (expected: one)");
      }
      template.set("components", components((ArrayNode) array.get()));
    }
    return new Made(typed(json, "template", template));
  }

  private static ArrayNode components(ArrayNode params) {
    var components = Json.array();
    var body = Json.array();
    for (var param : params) {
      if (param.isObject()) {
        components.add(param);
      } else {
        body.addObject().put("type", "text").put("text", param.asText());
      }
    }
    if (!body.isEmpty()) {
      components.addObject().put("type", "body").set("parameters", body);
    }
    return components;
  }

  private static ObjectNode content(ObjectNode json, Content content) {
    return switch (content) {
      case Content.Text(var text) -> text(json, text);
      case Content.Media media -> text(json, media.text());
      case Content.Location location -> {
        var place = Json.object();
        place.put("latitude", location.latitude()).put("longitude", location.longitude());
        putUnlessEmpty(place, "name", location.name());
        putUnlessEmpty(place, "address", location.address());
        yield typed(json, "location", place);
      }
      case Content.Contact contact -> typed(json, "contacts", cards(contact));
    };
  }

  private static ObjectNode text(ObjectNode json, String text) {
    var hasLink = text.contains("https://") || text.contains("http://");
    return typed(json, "text", Json.object().put("body", text).put("preview_url", hasLink));
  }

  private static ArrayNode cards(Content.Contact contact) {
    var cards = Json.array();
    var card = cards.addObject();
    card.putObject("name").put("formatted_name", contact.name()).put("first_name", contact.name());
    var phones = card.putArray("phones");
    contact.phones().forEach(phone -> phones.addObject().put("phone", phone));
    var emails = card.putArray("emails");
    contact.emails().forEach(email -> emails.addObject().put("email", email));
    return cards;
  }

  /// A message with an uploaded file.
  static ObjectNode of(OutboundFile message, String mediaId) {
    return of(message, MediaKind.of(message), Json.object().put("id", mediaId));
  }

  /// A message with a document that WhatsApp fetches.
  static ObjectNode linked(OutboundFile message) {
    var link = message.file().link().toString();
    return of(message, MediaKind.DOCUMENT, Json.object().put("link", link));
  }

  private static ObjectNode of(OutboundFile message, MediaKind kind, ObjectNode media) {
    var json = envelope(message.address(), message.deliveryId(), message.replyTo());
    putUnlessEmpty(media, "caption", message.caption());
    if (kind == MediaKind.DOCUMENT) {
      media.put("filename", message.file().name());
    }
    return typed(json, kind.field(), media);
  }

  /// Our reaction to a message; an empty emoji takes it back.
  static ObjectNode reaction(String address, String messageId, String emoji) {
    var reaction = Json.object().put("message_id", messageId).put("emoji", emoji);
    return typed(envelope(address, "", Optional.empty()), "reaction", reaction);
  }

  private static ObjectNode envelope(String address, String deliveryId, Optional<String> replyTo) {
    var json = Json.object();
    json.put("messaging_product", "whatsapp").put("recipient_type", "individual");
    json.put(Addresses.isUserId(address) ? "recipient" : "to", address);
    replyTo
        .filter(id -> id.startsWith("wamid."))
        .ifPresent(id -> json.putObject("context").put("message_id", id));
    putUnlessEmpty(json, "biz_opaque_callback_data", deliveryId);
    return json;
  }

  private static ObjectNode typed(ObjectNode json, String type, JsonNode content) {
    json.put("type", type).set(type, content);
    return json;
  }

  private static void putUnlessEmpty(ObjectNode json, String field, String text) {
    if (!text.isEmpty()) {
      json.put(field, text);
    }
  }
}
