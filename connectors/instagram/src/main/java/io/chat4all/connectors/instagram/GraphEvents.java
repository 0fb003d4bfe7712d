package io.chat4all.connectors.instagram;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.EchoReceived;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageDeleted;
import io.chat4all.core.connector.InboundEvent.MessageEdited;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.ReactionReceived;
import io.chat4all.core.connector.InboundEvent.ReadUpTo;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import io.chat4all.core.connector.InboundEvent.Sender;
import io.chat4all.core.delivery.DeliveryStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the webhooks of Instagram and Messenger (Meta for Developers, Messenger Platform,
/// Webhooks): the forms `messaging`, `standby` (another app has the conversation) and `changes`
/// (test events).
///
/// A message id stands for the first content of its message; further ones are `mid#1`, `mid#2`.
/// Entries of other accounts of the same app are passed over. Thread-safe.
final class GraphEvents {

  private static final Logger log = LoggerFactory.getLogger(GraphEvents.class);

  private static final Map<String, String> REACTIONS =
      Map.of(
          "love", "❤",
          "smile", "😆",
          "haha", "😆",
          "wow", "😮",
          "sad", "😢",
          "angry", "😠",
          "like", "👍",
          "dislike", "👎");
  // Times below are seconds, and others milliseconds.
  private static final long SECONDS_END = 100_000_000_000L;

  private final String ourId;

  GraphEvents(String ourId) {
    this.ourId = ourId;
  }

  /// The id at the provider, of a provider id: without the mark of a further content.
  static String mid(String providerId) {
    int mark = providerId.indexOf('#');
    return mark < 0 ? providerId : providerId.substring(0, mark);
  }

  List<InboundEvent> read(JsonNode body) {
    var events = new ArrayList<InboundEvent>();
    for (var entry : Json.list(body, "entry")) {
      var id = Json.text(entry, "id");
      if (!id.isEmpty() && !id.equals(ourId)) {
        log.warn("Webhook of another account of the app, passed over: entry={}", id);
        continue;
      }
      var time = Json.number(entry, "time");
      Json.list(entry, "messaging").forEach(event -> read(event, time, events));
      Json.list(entry, "standby").forEach(event -> read(event, time, events));
      for (var change : Json.list(entry, "changes")) {
        read(Json.at(change, "value"), time, events);
      }
    }
    return events;
  }

  private void read(JsonNode event, long entryTime, List<InboundEvent> events) {
    var sender = Json.text(event, "sender", "id");
    var at = time(Json.number(event, "timestamp"), entryTime);
    var message = Json.at(event, "message");
    if (Json.at(message, "is_echo").asBoolean(false)) {
      echo(message, Json.text(event, "recipient", "id"), at, events);
    } else if (!sender.isEmpty() && !sender.equals(ourId)) {
      received(event, message, sender, at, events);
    }
  }

  private static void received(
      JsonNode event, JsonNode message, String sender, Instant at, List<InboundEvent> events) {
    if (message.isObject()) {
      message(event, message, sender, at, events);
    }
    if (Json.at(event, "postback").isObject()) {
      postback(event, sender, at, events);
    }
    if (Json.at(event, "reaction").isObject()) {
      reaction(Json.at(event, "reaction"), sender, at).ifPresent(events::add);
    }
    var edit = Json.at(event, "message_edit");
    if (!Json.text(edit, "mid").isEmpty() && edit.has("text")) {
      events.add(new MessageEdited(sender, Json.text(edit, "mid"), Json.text(edit, "text"), at));
    }
    if (Json.at(event, "delivery").isObject()) {
      delivery(Json.at(event, "delivery"), sender, at, events);
    }
    var read = Json.at(event, "read");
    if (!Json.text(read, "mid").isEmpty()) {
      events.add(new ReadUpTo(sender, DeliveryStatus.READ, Json.text(read, "mid"), at, at));
    } else if (Json.number(read, "watermark") > 0) {
      var watermark = time(Json.number(read, "watermark"), 0);
      events.add(new ReadUpTo(sender, DeliveryStatus.READ, "", watermark, at));
    }
  }

  private static void message(
      JsonNode event, JsonNode message, String sender, Instant at, List<InboundEvent> events) {
    var mid = Json.text(message, "mid");
    if (mid.isEmpty()) {
      return;
    }
    if (Json.at(message, "is_deleted").asBoolean(false)) {
      events.add(new MessageDeleted(sender, mid, at));
      return;
    }
    var from = sender(event, sender);
    var replyTo = Optional.of(Json.text(message, "reply_to", "mid")).filter(id -> !id.isEmpty());
    var contents = GraphContents.of(message);
    for (int i = 0; i < contents.size(); i++) {
      var first = i == 0;
      events.add(
          new MessageReceived(
              from,
              first ? mid : mid + "#" + i,
              contents.get(i),
              first ? replyTo : Optional.empty(),
              at));
    }
  }

  private static void echo(
      JsonNode message, String recipient, Instant at, List<InboundEvent> events) {
    var mid = Json.text(message, "mid");
    if (mid.isEmpty() || recipient.isEmpty() || Json.at(message, "is_deleted").asBoolean(false)) {
      return;
    }
    var deliveryId = Json.text(message, "metadata");
    var contents = GraphContents.of(message);
    for (int i = 0; i < contents.size(); i++) {
      var id = i == 0 ? mid : mid + "#" + i;
      events.add(new EchoReceived(recipient, id, i == 0 ? deliveryId : "", contents.get(i), at));
    }
  }

  private static void postback(
      JsonNode event, String sender, Instant at, List<InboundEvent> events) {
    var postback = Json.at(event, "postback");
    var mid = Json.text(postback, "mid");
    var title = Json.text(postback, "title");
    var text = title.isEmpty() ? Json.text(postback, "payload") : title;
    if (!text.isEmpty()) {
      events.add(
          new MessageReceived(
              sender(event, sender),
              mid.isEmpty() ? "postback-%s-%d".formatted(sender, at.toEpochMilli()) : mid,
              new InboundContent.Text(text),
              Optional.empty(),
              at));
    }
  }

  private static Optional<InboundEvent> reaction(JsonNode reaction, String sender, Instant at) {
    var mid = Json.text(reaction, "mid");
    if (mid.isEmpty()) {
      return Optional.empty();
    }
    if (Json.text(reaction, "action").equals("unreact")) {
      return Optional.of(new ReactionReceived(sender, mid, List.of(), at));
    }
    var emoji = Json.text(reaction, "emoji");
    var shown = emoji.isEmpty() ? REACTIONS.get(Json.text(reaction, "reaction")) : emoji;
    return Optional.ofNullable(shown)
        .map(known -> new ReactionReceived(sender, mid, List.of(known), at));
  }

  private static void delivery(
      JsonNode delivery, String sender, Instant at, List<InboundEvent> events) {
    var watermark =
        Optional.of(Json.number(delivery, "watermark"))
            .filter(time -> time > 0)
            .map(time -> time(time, 0));
    // What the watermark says of earlier messages, their own events said. Of these it says by when
    // they were sent, which is what the watermarks of `read` are about.
    var mids = Json.list(delivery, "mids").stream().map(JsonNode::asText).filter(m -> !m.isEmpty());
    for (var mid : mids.toList()) {
      events.add(
          new ReceiptReceived(sender, mid, "", DeliveryStatus.DELIVERED, false, "", watermark, at));
    }
    if (Json.list(delivery, "mids").isEmpty() && watermark.isPresent()) {
      events.add(new ReadUpTo(sender, DeliveryStatus.DELIVERED, "", watermark.get(), at));
    }
  }

  private static Sender sender(JsonNode event, String id) {
    var username = Json.text(event, "sender", "username");
    return new Sender(id, List.of(), Json.text(event, "sender", "name"), username);
  }

  private static Instant time(long time, long otherwise) {
    var known = time > 0 ? time : otherwise;
    return known < SECONDS_END ? Instant.ofEpochSecond(known) : Instant.ofEpochMilli(known);
  }
}
