package io.chat4all.simulators.messaging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.webhook.WebhookItem;
import io.chat4all.simulators.world.Content;
import io.chat4all.simulators.world.Entry;
import io.chat4all.simulators.world.Person;
import io.chat4all.simulators.world.StatusLine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Tells the business, in the words of Instagram and Messenger. Thread-safe.
final class MessagingEvents {

  private static final long APP_ID = 1_234_500_000_000L;

  private final MessagingRules rules;
  private final Cdn cdn;
  private final Stage stage;

  MessagingEvents(MessagingRules rules, Cdn cdn, Stage stage) {
    this.rules = rules;
    this.cdn = cdn;
    this.stage = stage;
  }

  /// The business's own message comes back; often before the answer to the call that sent it.
  void echo(MessagingAccount account, Entry entry, StatusLine line) {
    var message = Json.object().put("mid", entry.id()).put("is_echo", true);
    if (!rules.instagram()) {
      message.put("app_id", APP_ID);
      entry.correlation().ifPresent(metadata -> message.put("metadata", metadata));
    }
    content(message, entry.content());
    replyTo(message, entry);
    var item = Json.object();
    item.putObject("sender").put("id", account.id());
    item.putObject("recipient").put("id", entry.origin().address());
    item.put("timestamp", entry.at().toEpochMilli());
    item.set("message", message);
    account.webhook().emit(new WebhookItem(entry.id() + " echo", item, List.of(line)));
  }

  void message(MessagingAccount account, Entry entry, Optional<String> payload, StatusLine line) {
    var message = Json.object().put("mid", entry.id());
    content(message, entry.content());
    replyTo(message, entry);
    payload.ifPresent(value -> message.putObject("quick_reply").put("payload", value));
    emit(account, entry, "message", message, entry.id(), List.of(line));
  }

  void deleted(MessagingAccount account, Entry entry, StatusLine line) {
    var message = Json.object().put("mid", entry.id()).put("is_deleted", true);
    emit(account, entry, "message", message, entry.id() + " deleted", List.of(line));
  }

  void edited(MessagingAccount account, Entry entry, StatusLine line) {
    var edit =
        Json.object().put("mid", entry.id()).put("text", entry.content().text()).put("num_edit", 1);
    emit(account, entry, "message_edit", edit, entry.id() + " edited", List.of(line));
  }

  void reaction(MessagingAccount account, Entry entry, String emoji) {
    var reaction =
        Json.object().put("mid", entry.id()).put("action", emoji.isEmpty() ? "unreact" : "react");
    rules.reactionWord(emoji).ifPresent(word -> reaction.put("reaction", word).put("emoji", emoji));
    var key = entry.id() + " reaction " + emoji + stage.clock().millis();
    emit(account, entry, "reaction", reaction, key, List.of());
  }

  /// Messenger only.
  void delivered(MessagingAccount account, Entry entry, StatusLine line) {
    var delivery = Json.object();
    delivery.putArray("mids").add(entry.id());
    delivery.put("watermark", entry.at().toEpochMilli());
    emit(account, entry, "delivery", delivery, entry.id() + " delivery", List.of(line));
  }

  /// Everything up to this message was seen.
  void read(MessagingAccount account, Entry last, List<StatusLine> lines) {
    var read =
        rules.instagram()
            ? Json.object().put("mid", last.id())
            : Json.object().put("watermark", last.at().toEpochMilli());
    emit(account, last, "read", read, last.id() + " read", lines);
  }

  private void content(ObjectNode message, Content content) {
    if (content.media().isPresent()) {
      var type =
          switch (content.kind()) {
            case "document" -> "file";
            case "voice" -> "audio";
            default -> content.kind();
          };
      message
          .putArray("attachments")
          .addObject()
          .put("type", type)
          .putObject("payload")
          .put("url", cdn.url(content.media().get()));
    } else if (content.place().isPresent() && !rules.instagram()) {
      message
          .putArray("attachments")
          .addObject()
          .put("type", "location")
          .putObject("payload")
          .putObject("coordinates")
          .put("lat", content.place().get().latitude())
          .put("long", content.place().get().longitude());
    } else if (content.text().isEmpty()) {
      message.put("is_unsupported", true);
    }
    if (!content.text().isEmpty()) {
      message.put("text", content.text());
    }
  }

  private static void replyTo(ObjectNode message, Entry entry) {
    entry.replyTo().ifPresent(mid -> message.putObject("reply_to").put("mid", mid));
  }

  private void emit(
      MessagingAccount account,
      Entry entry,
      String field,
      ObjectNode payload,
      String key,
      List<StatusLine> lines) {
    Instant now = stage.clock().instant();
    var item = Json.object();
    item.putObject("sender").put("id", entry.origin().address());
    item.putObject("recipient").put("id", account.id());
    item.put("timestamp", now.toEpochMilli());
    item.set(field, payload);
    account.webhook().emit(new WebhookItem(key, item, lines));
  }

  static Optional<String> name(Person person, String field) {
    int space = person.name().indexOf(' ');
    return switch (field) {
      case "name" -> Optional.of(person.name());
      case "first_name" ->
          Optional.of(space < 0 ? person.name() : person.name().substring(0, space));
      case "last_name" -> Optional.of(space < 0 ? "" : person.name().substring(space + 1));
      default -> Optional.empty();
    };
  }
}
