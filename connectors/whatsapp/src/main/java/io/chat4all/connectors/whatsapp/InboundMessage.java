package io.chat4all.connectors.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.AddressChanged;
import io.chat4all.core.connector.InboundEvent.MessageDeleted;
import io.chat4all.core.connector.InboundEvent.MessageEdited;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.ReactionReceived;
import io.chat4all.core.connector.InboundEvent.Sender;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One element of `messages` in a webhook: what a person wrote, changed or reacted.
///
/// @param value what holds it, with `contacts`, which may be missing
record InboundMessage(JsonNode message, JsonNode value, Instant at) {

  /// Empty for what comes from nobody, from a group, or says nothing to us.
  Optional<InboundEvent> event() {
    if (address().isEmpty() || !Json.text(message, "group_id").isEmpty()) {
      return Optional.empty();
    }
    return switch (Json.text(message, "type")) {
      case "reaction" -> reaction();
      case "edit" -> edit();
      case "revoke" -> original("revoke").map(id -> new MessageDeleted(address(), id, at));
      case "system" -> addressChange();
      default -> received();
    };
  }

  private Optional<InboundEvent> received() {
    var id = Json.text(message, "id");
    var answered = Json.text(message, "context", "id");
    return id.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new MessageReceived(
                sender(),
                id,
                MessageContent.of(message),
                answered.isEmpty() ? Optional.empty() : Optional.of(answered),
                at));
  }

  /// Without an emoji it was taken back.
  private Optional<InboundEvent> reaction() {
    var id = Json.text(message, "reaction", "message_id");
    var emoji = Json.text(message, "reaction", "emoji");
    return id.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ReactionReceived(address(), id, emoji.isEmpty() ? List.of() : List.of(emoji), at));
  }

  private Optional<InboundEvent> edit() {
    var content = Json.at(message, "edit", "message");
    var caption = Json.text(Json.at(content, Json.text(content, "type")), "caption");
    var body = Json.text(content, "text", "body");
    var text = body.isEmpty() ? caption : body;
    return text.isEmpty()
        ? Optional.empty()
        : original("edit").map(id -> new MessageEdited(address(), id, text, at));
  }

  private Optional<String> original(String kind) {
    return Optional.of(Json.text(message, kind, "original_message_id")).filter(id -> !id.isEmpty());
  }

  private Optional<InboundEvent> addressChange() {
    var system = Json.at(message, "system");
    if (!Json.text(system, "type").equals("user_changed_number")) {
      return Optional.empty();
    }
    return Stream.of("new_wa_id", "wa_id", "user_id")
        .map(field -> Json.text(system, field))
        .filter(found -> !found.isEmpty() && !found.equals(address()))
        .findFirst()
        .map(found -> new AddressChanged(address(), found, at));
  }

  private Sender sender() {
    var userId = Json.text(message, "from_user_id");
    var aliases =
        userId.isEmpty() || userId.equals(address()) ? List.<String>of() : List.of(userId);
    var profile = Json.at(contact(), "profile");
    return new Sender(
        address(),
        aliases,
        Json.text(profile, "name"),
        Json.text(profile, "username").replaceFirst("^@", ""));
  }

  private JsonNode contact() {
    return Json.list(value, "contacts").stream()
        .filter(contact ->
            Json.text(contact, "wa_id").equals(address())
                || Json.text(contact, "user_id").equals(Json.text(message, "from_user_id")))
        .findFirst()
        .orElseGet(Json::object);
  }

  /// The number; for people who hide theirs, the user id.
  private String address() {
    var number = Json.text(message, "from");
    return number.isEmpty() ? Json.text(message, "from_user_id") : number;
  }
}
