package io.chat4all.simulators.telegram;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.config.TelegramBotConfig;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.world.Entry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// One bot with its updates, webhook and files. Thread-safe.
final class Bot {

  private final TelegramBotConfig config;
  private final FileShelf files;
  private final TelegramHook hook;
  private final Updates updates;
  private final Map<Long, Integer> lastMessageId = new ConcurrentHashMap<>();
  private final Map<Entry, ArrayNode> entities = new ConcurrentHashMap<>();
  private volatile boolean revoked;

  Bot(TelegramBotConfig config, Stage stage) {
    this.config = config;
    this.files = new FileShelf(config.id(), stage.clock());
    this.hook = new TelegramHook(stage, this::waits, this::done);
    long first = Long.parseLong(stage.ids().digits(9));
    this.updates = new Updates(first, stage.clock(), hook::add);
  }

  TelegramBotConfig config() {
    return config;
  }

  String account() {
    return Long.toString(config.id());
  }

  FileShelf files() {
    return files;
  }

  TelegramHook hook() {
    return hook;
  }

  Updates updates() {
    return updates;
  }

  boolean revoked() {
    return revoked;
  }

  void revoked(boolean revoked) {
    this.revoked = revoked;
  }

  /// Ids are unique within a chat only.
  String nextMessageId(long chatId) {
    return Integer.toString(lastMessageId.merge(chatId, 1, Integer::sum));
  }

  ArrayNode entities(Entry entry) {
    return entities.getOrDefault(entry, Json.array());
  }

  void entities(Entry entry, ArrayNode list) {
    if (list.isEmpty()) {
      entities.remove(entry);
    } else {
      entities.put(entry, list);
    }
  }

  ObjectNode user() {
    return Json.object()
        .put("id", config.id())
        .put("is_bot", true)
        .put("first_name", config.name())
        .put("username", config.username());
  }

  private boolean waits(Update update) {
    return updates.waits(update);
  }

  private void done(Update update) {
    updates.done(update);
  }
}
