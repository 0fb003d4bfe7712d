package io.chat4all.connectors.telegram;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.connector.api.FileContent;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.message.Content;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One message in the words of the Bot API.
sealed interface Sending {

  /// A method with JSON.
  record Plain(String method, ObjectNode parameters) implements Sending {
    @Override
    public BotAnswer through(BotApi api) throws InterruptedException {
      return api.call(method, parameters);
    }
  }

  /// A method with a file.
  record Upload(String method, Map<String, String> fields, String fileField, FileContent file)
      implements Sending {
    @Override
    public BotAnswer through(BotApi api) throws InterruptedException {
      return api.upload(method, fields, fileField, file);
    }
  }

  /// Makes the same message for a chat, with or without the message that it answers.
  interface Maker {
    Sending make(long chat, Optional<MessageRef> reply);
  }

  BotAnswer through(BotApi api) throws InterruptedException;

  static Sending of(Outbound message, long chat, Optional<MessageRef> reply) {
    var parameters = Json.object().put("chat_id", chat);
    reply.ifPresent(ref -> parameters.set("reply_parameters", replyParameters(ref)));
    return switch (message.content()) {
      case Content.Text(var text) -> new Plain("sendMessage", parameters.put("text", text));
      case Content.Location location -> location(location, parameters);
      case Content.Contact contact -> contact(contact, parameters);
      case Content.Media media -> new Plain("sendMessage", parameters.put("text", media.text()));
    };
  }

  static Sending of(OutboundFile message, FileKind kind, long chat, Optional<MessageRef> reply) {
    var fields = new TreeMap<String, String>();
    fields.put("chat_id", Long.toString(chat));
    if (!message.caption().isEmpty()) {
      fields.put("caption", message.caption());
    }
    reply.ifPresent(ref -> fields.put("reply_parameters", replyParameters(ref).toString()));
    return new Upload(kind.method(), fields, kind.field(), message.file());
  }

  private static ObjectNode replyParameters(MessageRef ref) {
    return Json.object().put("message_id", ref.message()).put("allow_sending_without_reply", true);
  }

  private static Sending location(Content.Location location, ObjectNode parameters) {
    parameters.put("latitude", location.latitude()).put("longitude", location.longitude());
    if (location.name().isBlank()) {
      return new Plain("sendLocation", parameters);
    }
    parameters.put("title", location.name()).put("address", location.address());
    return new Plain("sendVenue", parameters);
  }

  /// A card without a number cannot be a Telegram contact, and goes as a text.
  private static Sending contact(Content.Contact contact, ObjectNode parameters) {
    if (contact.phones().isEmpty()) {
      var lines = new ArrayList<String>(List.of(contact.name()));
      lines.addAll(contact.emails());
      return new Plain("sendMessage", parameters.put("text", String.join("\n", lines)));
    }
    parameters.put("phone_number", contact.phones().getFirst());
    parameters.put("first_name", contact.name());
    var card = vcard(contact);
    if (contact.phones().size() + contact.emails().size() > 1
        && card.getBytes(StandardCharsets.UTF_8).length <= 2_048) {
      parameters.put("vcard", card);
    }
    return new Plain("sendContact", parameters);
  }

  private static String vcard(Content.Contact contact) {
    var card = new StringBuilder("BEGIN:VCARD\r\nVERSION:3.0\r\n");
    card.append("FN:").append(escaped(contact.name())).append("\r\n");
    contact.phones().forEach(p -> card.append("TEL:").append(escaped(p)).append("\r\n"));
    contact.emails().forEach(e -> card.append("EMAIL:").append(escaped(e)).append("\r\n"));
    return card.append("END:VCARD").toString();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace(",", "\\,")
        .replace(";", "\\;")
        .replaceAll("\\R", "\\\\n");
  }
}
