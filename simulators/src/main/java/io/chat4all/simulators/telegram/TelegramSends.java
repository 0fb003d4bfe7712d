package io.chat4all.simulators.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.http.Params;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Content;
import io.chat4all.simulators.world.Entry;
import io.chat4all.simulators.world.Person;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/// `sendMessage` and its kin. Thread-safe.
final class TelegramSends {

  private final Stage stage;
  private final Messages messages;
  private final SentFiles files;
  private final BiConsumer<Bot, Entry> accepted;

  /// @param accepted runs for every message the provider took
  TelegramSends(Stage stage, Messages messages, BiConsumer<Bot, Entry> accepted) {
    this.stage = stage;
    this.messages = messages;
    this.files = new SentFiles(stage.web());
    this.accepted = accepted;
  }

  Answer text(Bot bot, Params params) {
    return send(bot, params, TelegramTexts.message(params));
  }

  Answer file(Bot bot, Params params, String field, String kind) {
    var markup = TelegramTexts.caption(params);
    var media = files.of(bot, params, field, kind);
    return send(
        bot, params, new Marked(Content.file(kind, media, markup.text()), markup.entities()));
  }

  Answer location(Bot bot, Params params) {
    return send(bot, params, Marked.plain(Content.place(point(params))));
  }

  Answer venue(Bot bot, Params params) {
    var title = params.text("title").filter(text -> !text.isBlank());
    if (title.isEmpty()) {
      throw TelegramError.badRequest("title is empty");
    }
    var point = point(params);
    var place =
        new Content.Place(
            point.latitude(), point.longitude(), title.get(), params.text("address").orElse(""));
    return send(bot, params, Marked.plain(Content.place(place)));
  }

  Answer contact(Bot bot, Params params) {
    var phone = params.text("phone_number").filter(text -> !text.isBlank());
    var name = params.text("first_name").filter(text -> !text.isBlank());
    if (phone.isEmpty()) {
      throw TelegramError.badRequest("phone number is empty");
    }
    if (name.isEmpty()) {
      throw TelegramError.badRequest("first name is empty");
    }
    return send(bot, params, Marked.plain(Content.card(new Content.Card(name.get(), phone.get()))));
  }

  /// The person of a chat who can be written to.
  Person person(Bot bot, Params params) {
    var chatId = params.text("chat_id").filter(text -> !text.isBlank());
    if (chatId.isEmpty()) {
      throw TelegramError.badRequest("chat_id is empty");
    }
    var person =
        params
            .number("chat_id")
            .flatMap(id -> stage.people().onTelegram(id))
            .orElseThrow(() -> TelegramError.badRequest("chat not found"));
    if (!person.hasWritten(Channel.TELEGRAM, bot.account())) {
      throw TelegramError.forbidden("bot can't initiate conversation with a user");
    }
    if (person.hasBlocked(Channel.TELEGRAM)) {
      throw TelegramError.forbidden("bot was blocked by the user");
    }
    return person;
  }

  private static Content.Place point(Params params) {
    var latitude = params.decimal("latitude").filter(value -> Math.abs(value) <= 90);
    var longitude = params.decimal("longitude").filter(value -> Math.abs(value) <= 180);
    if (latitude.isEmpty() || longitude.isEmpty()) {
      throw TelegramError.badRequest("wrong latitude or longitude specified");
    }
    return new Content.Place(latitude.get(), longitude.get(), "", "");
  }

  private Answer send(Bot bot, Params params, Marked marked) {
    var content = marked.content();
    var key =
        "telegram %s %s %s %s %s"
            .formatted(
                bot.account(),
                params.text("chat_id").orElse(""),
                content.kind(),
                content.text(),
                content.media().map(media -> media.sha256Hex()).orElse(""));
    return stage.faults().around(key, TelegramErrors.ALL, () -> accept(bot, params, marked));
  }

  private Answer accept(Bot bot, Params params, Marked marked) {
    var person = person(bot, params);
    long chatId = person.config().telegram().orElseThrow().chatId();
    var tooMany = limited(bot, chatId);
    if (tooMany.isPresent()) {
      return tooMany.get();
    }
    var replyTo = replyTo(bot, chatId, params);
    var entry =
        stage
            .books()
            .write(
                new Entry.Origin(
                    Channel.TELEGRAM,
                    bot.account(),
                    person.id(),
                    Long.toString(chatId),
                    bot.nextMessageId(chatId),
                    true),
                new Entry.Note(marked.content(), replyTo, Optional.empty()));
    bot.entities(entry, marked.entities());
    entry.reach("sent", Optional.empty(), entry.at());
    accepted.accept(bot, entry);
    var message = messages.of(bot, entry, person);
    params
        .json("reply_markup")
        .filter(markup -> markup.has("inline_keyboard"))
        .ifPresent(markup -> message.set("reply_markup", markup));
    return TelegramApi.ok(message);
  }

  private Optional<Answer> limited(Bot bot, long chatId) {
    var limits = stage.settings().limits();
    if (!limits.enabled()) {
      return Optional.empty();
    }
    var inChat =
        stage
            .buckets()
            .take(
                "telegram " + bot.account() + " " + chatId,
                limits.telegramChatBurst(),
                Duration.ofSeconds(1));
    if (!inChat.isZero()) {
      return Optional.of(TelegramError.tooMany(inChat.toSeconds() + 1));
    }
    var inAll =
        stage
            .buckets()
            .take(
                "telegram " + bot.account(),
                limits.telegramPerSecond(),
                Duration.ofSeconds(1).dividedBy(limits.telegramPerSecond()));
    return inAll.isZero()
        ? Optional.empty()
        : Optional.of(TelegramError.tooMany(inAll.toSeconds() + 1));
  }

  private Optional<String> replyTo(Bot bot, long chatId, Params params) {
    var reply = params.json("reply_parameters").filter(JsonNode::isObject);
    var id =
        reply
            .map(node -> node.path("message_id").asText(""))
            .or(() -> params.text("reply_to_message_id"))
            .filter(text -> !text.isEmpty() && !text.equals("0"));
    if (id.isEmpty()) {
      return Optional.empty();
    }
    var chat = Long.toString(chatId);
    boolean known =
        stage
            .books()
            .entry(Channel.TELEGRAM, bot.account(), chat, id.get())
            .filter(entry -> !entry.deleted())
            .isPresent();
    if (known) {
      return id;
    }
    boolean without =
        reply.map(node -> node.path("allow_sending_without_reply").asBoolean()).orElse(false)
            || params.flag("allow_sending_without_reply");
    if (!without) {
      throw TelegramError.badRequest("message to be replied not found");
    }
    return Optional.empty();
  }

  /// A content with its entities.
  record Marked(Content content, com.fasterxml.jackson.databind.node.ArrayNode entities) {

    static Marked plain(Content content) {
      return new Marked(content, Json.array());
    }
  }
}
