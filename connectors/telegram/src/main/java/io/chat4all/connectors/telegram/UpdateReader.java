package io.chat4all.connectors.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.MessageEdited;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.ReachChanged;
import io.chat4all.core.connector.InboundEvent.ReactionReceived;
import io.chat4all.core.connector.InboundEvent.Sender;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes events of Telegram's updates (core.telegram.org/bots/api#update). Kinds of updates that it
/// does not know, and chats that are not private, are passed over. Never throws. Thread-safe.
final class UpdateReader {

  /// The kinds of updates that it reads.
  static final List<String> KINDS =
      List.of("message", "edited_message", "message_reaction", "my_chat_member");

  private static final Logger log = LoggerFactory.getLogger(UpdateReader.class);

  private final Clock clock;

  UpdateReader(Clock clock) {
    this.clock = clock;
  }

  static boolean isUpdate(JsonNode update) {
    return update.path("update_id").canConvertToLong();
  }

  List<InboundEvent> read(JsonNode update) {
    try {
      return event(update).map(List::<InboundEvent>of).orElseGet(List::of);
    } catch (RuntimeException e) {
      log.error("An update cannot be read: updateId={}", Json.number(update, "update_id"), e);
      return List.of();
    }
  }

  private Optional<? extends InboundEvent> event(JsonNode update) {
    for (var kind : KINDS) {
      var body = update.path(kind);
      if (body.isObject()) {
        return isPrivate(body) ? event(kind, body) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean isPrivate(JsonNode body) {
    return Json.text(body, "chat", "type").equals("private") && Json.number(body, "chat", "id") > 0;
  }

  private Optional<? extends InboundEvent> event(String kind, JsonNode body) {
    return switch (kind) {
      case "message" -> received(body);
      case "edited_message" -> edited(body);
      case "message_reaction" -> reacted(body);
      default -> reach(body);
    };
  }

  private Optional<MessageReceived> received(JsonNode message) {
    return MessageContent.of(message)
        .filter(_ -> hasId(message))
        .map(content ->
            new MessageReceived(
                sender(message), id(message), content, replyTo(message), at(message)));
  }

  private Optional<MessageEdited> edited(JsonNode message) {
    var text = Json.text(message, "text");
    var words = text.isEmpty() ? Json.text(message, "caption") : text;
    return words.isEmpty() || !hasId(message)
        ? Optional.empty()
        : Optional.of(
            new MessageEdited(
                address(message),
                id(message),
                words,
                Json.seconds(message, at(message), "edit_date")));
  }

  /// Custom emoji have no text; a reaction of nothing else is passed over.
  private Optional<ReactionReceived> reacted(JsonNode reaction) {
    var given = Json.list(reaction, "new_reaction");
    var emojis =
        given.stream().map(one -> Json.text(one, "emoji")).filter(e -> !e.isEmpty()).toList();
    var unreadable = emojis.isEmpty() && !given.isEmpty();
    return unreadable || !hasId(reaction) || !reaction.path("new_reaction").isArray()
        ? Optional.empty()
        : Optional.of(new ReactionReceived(address(reaction), id(reaction), emojis, at(reaction)));
  }

  private Optional<ReachChanged> reach(JsonNode change) {
    return switch (Json.text(change, "new_chat_member", "status")) {
      case "kicked" -> Optional.of(new ReachChanged(address(change), false, at(change)));
      case "member" -> Optional.of(new ReachChanged(address(change), true, at(change)));
      default -> Optional.empty();
    };
  }

  private static Sender sender(JsonNode message) {
    var from = Json.at(message, "from");
    var name = Json.text(from, "first_name") + " " + Json.text(from, "last_name");
    return new Sender(address(message), List.of(), name.strip(), Json.text(from, "username"));
  }

  private static Optional<String> replyTo(JsonNode message) {
    var answered = Json.number(message, "reply_to_message", "message_id");
    return answered > 0
        ? Optional.of(new MessageRef(chat(message), answered).toString())
        : Optional.empty();
  }

  private Instant at(JsonNode body) {
    return Json.seconds(body, clock.instant(), "date");
  }

  private static boolean hasId(JsonNode body) {
    return Json.number(body, "message_id") > 0;
  }

  private static String id(JsonNode body) {
    return new MessageRef(chat(body), Json.number(body, "message_id")).toString();
  }

  private static String address(JsonNode body) {
    return Long.toString(chat(body));
  }

  private static long chat(JsonNode body) {
    return Json.number(body, "chat", "id");
  }
}
