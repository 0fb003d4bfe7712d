package io.chat4all.connectors.instagram;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.message.ContentType;
import java.util.Map;
import java.util.Optional;

/// Writes the bodies of the Send API. Thread-safe.
final class GraphMessages {

  private final Flavor flavor;

  GraphMessages(Flavor flavor) {
    this.flavor = flavor;
  }

  ObjectNode text(Outbound message) {
    var body = body(message.address(), message.replyTo(), message.metadata());
    message(body, message.deliveryId()).put("text", message.content().text());
    return body;
  }

  ObjectNode file(OutboundFile message) {
    var body = body(message.address(), message.replyTo(), message.metadata());
    var attachment = message(body, message.deliveryId()).putObject("attachment");
    attachment.put("type", message.type() == ContentType.FILE ? "file" : message.type().wireName());
    attachment.putObject("payload").put("url", message.file().link().toString());
    return body;
  }

  static ObjectNode reaction(String address, String mid, String emoji) {
    var body = Json.object();
    body.putObject("recipient").put("id", address);
    body.put("sender_action", emoji.isEmpty() ? "unreact" : "react");
    var payload = body.putObject("payload").put("message_id", GraphEvents.mid(mid));
    if (!emoji.isEmpty()) {
      payload.put("reaction", emoji);
    }
    return body;
  }

  private ObjectNode body(String address, Optional<String> replyTo, Map<String, String> metadata) {
    var body = Json.object();
    body.putObject("recipient").put("id", address);
    // Such as HUMAN_AGENT, which is allowed for seven days.
    var tag = metadata.getOrDefault(flavor.channel() + ".tag", "");
    body.put("messaging_type", tag.isEmpty() ? "RESPONSE" : "MESSAGE_TAG");
    if (!tag.isEmpty()) {
      body.put("tag", tag);
    }
    replyTo.ifPresent(mid -> body.putObject("reply_to").put("mid", GraphEvents.mid(mid)));
    return body;
  }

  private ObjectNode message(ObjectNode body, String deliveryId) {
    var message = body.putObject("message");
    if (flavor.carriesMetadata()) {
      message.put("metadata", deliveryId);
    }
    return message;
  }
}
