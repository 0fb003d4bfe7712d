package io.chat4all.simulators.telegram;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.world.Books;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Content;
import io.chat4all.simulators.world.Entry;
import io.chat4all.simulators.world.Person;

/// Messages as the Bot API writes them.
final class Messages {

  private static final int[] PHOTO_WIDTHS = {90, 320, 1280};

  private final Books books;

  Messages(Books books) {
    this.books = books;
  }

  ObjectNode of(Bot bot, Entry entry, Person person) {
    var message = withoutReply(bot, entry, person);
    entry
        .replyTo()
        .flatMap(id -> books.entry(Channel.TELEGRAM, bot.account(), entry.origin().address(), id))
        .ifPresent(replied -> message.set("reply_to_message", withoutReply(bot, replied, person)));
    return message;
  }

  static ObjectNode user(Person person) {
    var user = person.config().telegram().orElseThrow();
    var json = Json.object().put("id", user.chatId()).put("is_bot", false);
    names(json, person);
    if (!user.username().isEmpty()) {
      json.put("username", user.username());
    }
    return json.put("language_code", "pt-br");
  }

  static ObjectNode chat(Person person) {
    var user = person.config().telegram().orElseThrow();
    var json = Json.object().put("id", user.chatId());
    names(json, person);
    if (!user.username().isEmpty()) {
      json.put("username", user.username());
    }
    return json.put("type", "private");
  }

  private static void names(ObjectNode json, Person person) {
    int space = person.name().indexOf(' ');
    json.put("first_name", space < 0 ? person.name() : person.name().substring(0, space));
    if (space >= 0) {
      json.put("last_name", person.name().substring(space + 1));
    }
  }

  private static ObjectNode withoutReply(Bot bot, Entry entry, Person person) {
    var message = Json.object().put("message_id", Integer.parseInt(entry.id()));
    message.set("from", entry.origin().outbound() ? bot.user() : user(person));
    message.set("chat", chat(person));
    message.put("date", entry.at().getEpochSecond());
    entry.editedAt().ifPresent(at -> message.put("edit_date", at.getEpochSecond()));
    body(bot, message, entry);
    return message;
  }

  private static void body(Bot bot, ObjectNode message, Entry entry) {
    var content = entry.content();
    var entities = bot.entities(entry);
    if (content.place().isPresent()) {
      place(message, content.place().get());
    } else if (content.card().isPresent()) {
      var card = content.card().get();
      message.putObject("contact").put("phone_number", card.phone()).put("first_name", card.name());
    } else if (content.media().isPresent()) {
      file(bot, message, content);
      if (!content.text().isEmpty()) {
        message.put("caption", content.text());
        if (!entities.isEmpty()) {
          message.set("caption_entities", entities);
        }
      }
    } else {
      message.put("text", content.text());
      if (!entities.isEmpty()) {
        message.set("entities", entities);
      }
    }
  }

  private static void place(ObjectNode message, Content.Place place) {
    if (!place.name().isEmpty()) {
      message
          .putObject("venue")
          .put("title", place.name())
          .put("address", place.address())
          .putObject("location")
          .put("latitude", place.latitude())
          .put("longitude", place.longitude());
    }
    message
        .putObject("location")
        .put("latitude", place.latitude())
        .put("longitude", place.longitude());
  }

  private static void file(Bot bot, ObjectNode message, Content content) {
    var media = content.media().orElseThrow();
    var stored = bot.files().put(content.kind(), media);
    switch (content.kind()) {
      case "image" -> photo(message, stored);
      case "voice" -> describe(message.putObject("voice").put("duration", 3), stored, false);
      case "audio" -> describe(message.putObject("audio").put("duration", 60), stored, true);
      case "video" ->
          describe(
              message.putObject("video").put("duration", 10).put("width", 1280).put("height", 720),
              stored,
              true);
      case "sticker" -> {
        var sticker =
            message
                .putObject("sticker")
                .put("width", 512)
                .put("height", 512)
                .put("emoji", "👍")
                .put("is_animated", false)
                .put("is_video", false)
                .put("type", "regular");
        ids(sticker, stored);
      }
      default -> describe(message.putObject("document"), stored, true);
    }
  }

  /// Three sizes, the original last.
  private static void photo(ObjectNode message, FileShelf.Stored stored) {
    var sizes = message.putArray("photo");
    for (int width : PHOTO_WIDTHS) {
      boolean original = width == PHOTO_WIDTHS[PHOTO_WIDTHS.length - 1];
      sizes
          .addObject()
          .put("file_id", stored.fileId())
          .put("file_unique_id", stored.uniqueId() + (original ? "" : "_" + width))
          .put(
              "file_size",
              original ? stored.media().size() : Math.min(stored.media().size(), width * 10))
          .put("width", width)
          .put("height", width * 9 / 16);
    }
  }

  private static void describe(ObjectNode file, FileShelf.Stored stored, boolean named) {
    if (named) {
      stored.media().name().ifPresent(name -> file.put("file_name", name));
    }
    file.put("mime_type", stored.media().mime());
    ids(file, stored);
  }

  private static void ids(ObjectNode file, FileShelf.Stored stored) {
    file.put("file_id", stored.fileId())
        .put("file_unique_id", stored.uniqueId())
        .put("file_size", stored.media().size());
  }
}
