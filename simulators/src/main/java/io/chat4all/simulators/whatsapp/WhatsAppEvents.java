package io.chat4all.simulators.whatsapp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.webhook.WebhookItem;
import io.chat4all.simulators.world.Entry;
import io.chat4all.simulators.world.Person;
import io.chat4all.simulators.world.StatusLine;
import java.util.Optional;

/// Tells the business about statuses and messages, in the words of the Cloud API.
final class WhatsAppEvents {

  private WhatsAppEvents() {}

  /// A status of a message to a person whom the provider knows.
  static void status(WhatsAppNumber number, Entry entry, Person person, StatusLine line) {
    var status = status(entry, line);
    addressee(status, person);
    if (line.status().equals("sent")) {
      var category = entry.content().kind().equals("template") ? "utility" : "service";
      status
          .putObject("pricing")
          .put("billable", category.equals("utility"))
          .put("pricing_model", "PMP")
          .put("type", category.equals("utility") ? "regular" : "free_customer_service")
          .put("category", category);
    }
    var value = value(number);
    value.putArray("contacts").add(contact(person));
    value.putArray("statuses").add(status);
    emit(number, "messages", value, entry.id() + " " + line.status(), Optional.of(line));
  }

  /// A failed status has no contacts.
  static void failed(
      WhatsAppNumber number,
      Entry entry,
      Optional<Person> person,
      StatusLine line,
      ObjectNode error) {
    var status = status(entry, line);
    person.ifPresentOrElse(
        known -> addressee(status, known),
        () -> status.put("recipient_id", entry.origin().address()));
    status.putArray("errors").add(error);
    var value = value(number);
    value.putArray("statuses").add(status);
    emit(number, "messages", value, entry.id() + " failed", Optional.of(line));
  }

  /// News from a person: `message` lacks only sender and time.
  static void message(
      WhatsAppNumber number, Person person, ObjectNode message, Optional<StatusLine> line) {
    var user = person.config().whatsapp().orElseThrow();
    var signed = Json.object();
    if (!user.hidesPhone()) {
      signed.put("from", user.waId());
    }
    signed.put("from_user_id", user.userId());
    signed.setAll(message);
    var value = value(number);
    if (!message.path("type").asText().equals("system")) {
      value.putArray("contacts").add(contact(person));
    }
    value.putArray("messages").add(signed);
    emit(number, "messages", value, message.path("id").asText(), line);
  }

  private static ObjectNode status(Entry entry, StatusLine line) {
    var status =
        Json.object()
            .put("id", entry.id())
            .put("status", line.status())
            .put("timestamp", Long.toString(line.at().getEpochSecond()));
    entry.correlation().ifPresent(value -> status.put("biz_opaque_callback_data", value));
    return status;
  }

  private static void addressee(ObjectNode status, Person person) {
    var user = person.config().whatsapp().orElseThrow();
    if (!user.hidesPhone()) {
      status.put("recipient_id", user.waId());
    }
    status.put("recipient_user_id", user.userId());
  }

  private static ObjectNode contact(Person person) {
    var user = person.config().whatsapp().orElseThrow();
    var contact = Json.object();
    var profile = contact.putObject("profile").put("name", person.name());
    if (user.hidesPhone()) {
      profile.put("username", "@" + person.id());
    } else {
      contact.put("wa_id", user.waId());
    }
    return contact.put("user_id", user.userId());
  }

  private static ObjectNode value(WhatsAppNumber number) {
    var value = Json.object().put("messaging_product", "whatsapp");
    value.set("metadata", number.metadata());
    return value;
  }

  private static void emit(
      WhatsAppNumber number,
      String field,
      ObjectNode value,
      String key,
      Optional<StatusLine> line) {
    var change = Json.object();
    change.set("value", value);
    change.put("field", field);
    number.webhook().emit(new WebhookItem(key, change, line.stream().toList()));
  }
}
