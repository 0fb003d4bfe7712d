package io.chat4all.simulators.telegram;

import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.http.Params;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Entry;
import java.time.Duration;
import java.util.Optional;

/// Changing messages that are there: edit, delete, react. Thread-safe.
final class TelegramChanges {

  private static final Duration DELETABLE = Duration.ofDays(2);

  private final Stage stage;
  private final Messages messages;
  private final TelegramSends sends;

  TelegramChanges(Stage stage, Messages messages, TelegramSends sends) {
    this.stage = stage;
    this.messages = messages;
    this.sends = sends;
  }

  Answer editText(Bot bot, Params params) {
    return edit(bot, params, TelegramTexts.message(params));
  }

  Answer editCaption(Bot bot, Params params) {
    var markup = TelegramTexts.caption(params);
    var entry = own(bot, params);
    return edit(
        bot,
        params,
        new TelegramSends.Marked(entry.content().withText(markup.text()), markup.entities()));
  }

  Answer delete(Bot bot, Params params) {
    var entry =
        find(bot, params, "message_id")
            .orElseThrow(() -> TelegramError.badRequest("message to delete not found"));
    if (stage.clock().instant().isAfter(entry.at().plus(DELETABLE))) {
      throw TelegramError.badRequest("message can't be deleted");
    }
    entry.delete();
    return TelegramApi.ok(Json.parse("true").orElseThrow());
  }

  Answer react(Bot bot, Params params) {
    var entry =
        find(bot, params, "message_id")
            .orElseThrow(() -> TelegramError.badRequest("message to react not found"));
    var reactions = params.json("reaction").orElseGet(Json::array);
    if (reactions.size() > 1) {
      throw TelegramError.badRequest("REACTIONS_TOO_MANY");
    }
    var emoji = reactions.path(0).path("emoji").asText("");
    if (!reactions.isEmpty() && !Reactions.isAllowed(emoji)) {
      throw TelegramError.badRequest("REACTION_INVALID");
    }
    entry.react("business", emoji);
    return TelegramApi.ok(Json.parse("true").orElseThrow());
  }

  private Answer edit(Bot bot, Params params, TelegramSends.Marked marked) {
    var entry = own(bot, params);
    boolean same =
        entry.content().text().equals(marked.content().text())
            && bot.entities(entry).equals(marked.entities());
    if (same) {
      throw TelegramError.badRequest(
          "message is not modified: specified new message content and reply markup are exactly the"
              + " same as a current content and reply markup of the message");
    }
    entry.edit(entry.content().withText(marked.content().text()), stage.clock().instant());
    bot.entities(entry, marked.entities());
    return TelegramApi.ok(messages.of(bot, entry, sends.person(bot, params)));
  }

  private Entry own(Bot bot, Params params) {
    var entry =
        find(bot, params, "message_id")
            .orElseThrow(() -> TelegramError.badRequest("message to edit not found"));
    if (!entry.origin().outbound()) {
      throw TelegramError.badRequest("message can't be edited");
    }
    return entry;
  }

  private Optional<Entry> find(Bot bot, Params params, String field) {
    var person = sends.person(bot, params);
    var chat = person.address(Channel.TELEGRAM).orElseThrow();
    return params
        .text(field)
        .flatMap(id -> stage.books().entry(Channel.TELEGRAM, bot.account(), chat, id))
        .filter(entry -> !entry.deleted());
  }
}
