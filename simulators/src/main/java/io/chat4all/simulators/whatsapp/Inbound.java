package io.chat4all.simulators.whatsapp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Content;
import io.chat4all.simulators.world.Draft;
import io.chat4all.simulators.world.Entry;
import io.chat4all.simulators.world.Media;
import io.chat4all.simulators.world.Person;
import java.util.Optional;

/// What people do on their phones, as the Cloud API reports it. Thread-safe.
final class Inbound {

  private final Stage stage;

  Inbound(Stage stage) {
    this.stage = stage;
  }

  Entry write(WhatsAppNumber number, Person person, Draft draft) {
    var address = person.address(Channel.WHATSAPP).orElseThrow();
    var entry =
        stage
            .books()
            .write(
                new Entry.Origin(
                    Channel.WHATSAPP,
                    number.id(),
                    person.id(),
                    address,
                    Wamid.of(address, false, stage.ids()),
                    false),
                new Entry.Note(draft.content(), draft.replyTo(), Optional.empty()));
    person.wrote(Channel.WHATSAPP, number.id(), entry.at());
    var message = head(entry.id());
    body(number, message, draft);
    draft.replyTo().ifPresent(id -> context(number, message, id, address));
    tell(number, person, entry, message, "received");
    return entry;
  }

  void react(WhatsAppNumber number, Person person, Entry target, String emoji) {
    target.react("person", emoji);
    person.wrote(Channel.WHATSAPP, number.id(), stage.clock().instant());
    var message = head(newId(person)).put("type", "reaction");
    var reaction = message.putObject("reaction").put("message_id", target.id());
    if (!emoji.isEmpty()) {
      reaction.put("emoji", emoji);
    }
    WhatsAppEvents.message(number, person, message, Optional.empty());
  }

  /// Reported for numbers that are also used in the Business app only.
  void edit(WhatsAppNumber number, Person person, Entry entry, String text) {
    entry.edit(entry.content().withText(text), stage.clock().instant());
    if (!number.config().coexistence()) {
      return;
    }
    var message = head(newId(person)).put("type", "edit");
    var edit = message.putObject("edit").put("original_message_id", entry.id());
    edit.putObject("message").put("type", "text").putObject("text").put("body", text);
    tell(number, person, entry, message, "edited");
  }

  void revoke(WhatsAppNumber number, Person person, Entry entry) {
    entry.delete();
    if (!number.config().coexistence()) {
      return;
    }
    var message = head(newId(person)).put("type", "revoke");
    message.putObject("revoke").put("original_message_id", entry.id());
    tell(number, person, entry, message, "revoked");
  }

  private void tell(
      WhatsAppNumber number, Person person, Entry entry, ObjectNode message, String status) {
    var line = entry.reach(status, Optional.empty(), stage.clock().instant());
    WhatsAppEvents.message(number, person, message, line);
  }

  private String newId(Person person) {
    return Wamid.of(person.address(Channel.WHATSAPP).orElseThrow(), false, stage.ids());
  }

  private ObjectNode head(String id) {
    return Json.object()
        .put("id", id)
        .put("timestamp", Long.toString(stage.clock().instant().getEpochSecond()));
  }

  private void context(WhatsAppNumber number, ObjectNode message, String id, String address) {
    boolean ours =
        stage
            .books()
            .entry(Channel.WHATSAPP, number.id(), "", id)
            .filter(found -> found.origin().outbound())
            .isPresent();
    message
        .putObject("context")
        .put("from", ours ? number.config().displayNumber() : address)
        .put("id", id);
  }

  private static void body(WhatsAppNumber number, ObjectNode message, Draft draft) {
    var content = draft.content();
    if (draft.payload().isPresent()) {
      pressed(message, content, draft.payload().get());
      return;
    }
    switch (content.kind()) {
      case "text" -> message.put("type", "text").putObject("text").put("body", content.text());
      case "image", "video", "document", "sticker", "audio", "voice" ->
          file(number, message, content);
      case "location" ->
          content
              .place()
              .ifPresent(place ->
                  message
                      .put("type", "location")
                      .putObject("location")
                      .put("latitude", place.latitude())
                      .put("longitude", place.longitude())
                      .put("name", place.name())
                      .put("address", place.address()));
      case "contact" -> content.card().ifPresent(card -> card(message, card));
      case "system" ->
          message
              .put("type", "system")
              .putObject("system")
              .put("body", content.text())
              .put("type", "user_changed_number");
      default -> unsupported(message);
    }
  }

  private static void file(WhatsAppNumber number, ObjectNode message, Content content) {
    var media = content.media().orElseThrow();
    var type = content.kind().equals("voice") ? "audio" : content.kind();
    var file = message.put("type", type).putObject(type);
    describe(number, file, media);
    if (!content.text().isEmpty()) {
      file.put("caption", content.text());
    }
    switch (type) {
      case "document" -> file.put("filename", media.name().orElse("file"));
      case "audio" -> file.put("voice", content.kind().equals("voice"));
      case "sticker" -> file.put("animated", false);
      default -> {}
    }
  }

  private static void describe(WhatsAppNumber number, ObjectNode file, Media media) {
    file.put(
        "mime_type", media.mime().equals("audio/ogg") ? "audio/ogg; codecs=opus" : media.mime());
    file.put("sha256", media.sha256Base64());
    file.put("id", number.shelf().put(media, MediaShelf.INBOUND));
  }

  private static void card(ObjectNode message, Content.Card card) {
    var contact = message.put("type", "contacts").putArray("contacts").addObject();
    contact.putObject("name").put("formatted_name", card.name()).put("first_name", card.name());
    contact
        .putArray("phones")
        .addObject()
        .put("phone", card.phone())
        .put("wa_id", card.phone().replaceAll("[^0-9]", ""))
        .put("type", "CELL");
  }

  private static void pressed(ObjectNode message, Content content, String payload) {
    if (content.kind().equals("button")) {
      message
          .put("type", "button")
          .putObject("button")
          .put("payload", payload)
          .put("text", content.text());
      return;
    }
    var kind = content.kind().equals("list") ? "list_reply" : "button_reply";
    message
        .put("type", "interactive")
        .putObject("interactive")
        .put("type", kind)
        .putObject(kind)
        .put("id", payload)
        .put("title", content.text());
  }

  private static void unsupported(ObjectNode message) {
    message
        .put("type", "unsupported")
        .putArray("errors")
        .add(WhatsAppError.UNSUPPORTED_TYPE.inStatus("Message type is not currently supported"));
  }
}
