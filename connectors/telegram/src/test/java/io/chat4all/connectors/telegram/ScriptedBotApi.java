package io.chat4all.connectors.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpResponse;
import io.chat4all.connectors.http.Json;
import io.chat4all.connectors.http.ScriptedProvider;
import io.chat4all.connectors.http.ScriptedProvider.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// A Bot API that takes everything: message ids count up for each chat, updates wait until an
/// offset passes them, files are what was put there.
final class ScriptedBotApi {

  static final String TOKEN = "700100200:AAtest_secret-of-the-bot";

  private final ScriptedProvider provider;
  private final Map<Long, AtomicLong> messageIds = new ConcurrentHashMap<>();
  private final Map<String, String> files = new ConcurrentHashMap<>();
  private final List<Sent> sent = new ArrayList<>();
  private final List<JsonNode> updates = new ArrayList<>();
  private int forgotten;
  private volatile String refusal = "";

  /// A message that was taken, with its parameters as text.
  record Sent(String method, long chat, long message, Map<String, String> parameters) {}

  ScriptedBotApi(ScriptedProvider provider) {
    this.provider = provider;
    provider.reset(this::answer);
  }

  /// Answers every method with this error; empty for none.
  void refuse(String errorJson) {
    refusal = errorJson;
  }

  void putFile(String fileId, String content) {
    files.put(fileId, content);
  }

  void dropFiles() {
    files.clear();
  }

  synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  synchronized void queue(JsonNode update) {
    updates.add(update);
  }

  synchronized int forgotten() {
    return forgotten;
  }

  private HttpResponse answer(Received request) {
    var path = request.path();
    if (path.startsWith("/file/bot" + TOKEN + "/")) {
      var content = files.get(path.substring(path.lastIndexOf('/') + 1));
      return content == null ? HttpResponse.of(404) : HttpResponse.of(content);
    }
    if (!path.startsWith("/bot" + TOKEN + "/")) {
      return error(401, "{\"ok\":false,\"error_code\":401,\"description\":\"Unauthorized\"}");
    }
    if (!refusal.isEmpty()) {
      var json = Json.read(refusal).orElseThrow();
      return error((int) Json.number(json, "error_code"), refusal);
    }
    return method(path.substring(path.lastIndexOf('/') + 1), request);
  }

  private HttpResponse method(String method, Received request) {
    return switch (method) {
      case "getUpdates" -> ok(updates(request.json()));
      case "getFile" -> file(Json.text(request.json(), "file_id"));
      case "setMessageReaction", "deleteMessage", "deleteWebhook" -> ok("true");
      case "editMessageText" -> ok("{\"message_id\":1}");
      default ->
          method.toLowerCase(Locale.ROOT).startsWith("send") ? send(method, request) : notFound();
    };
  }

  private static HttpResponse notFound() {
    return error(
        404, "{\"ok\":false,\"error_code\":404,\"description\":\"Not Found: method not found\"}");
  }

  private synchronized HttpResponse send(String method, Received request) {
    Map<String, String> parameters = new ConcurrentHashMap<>(request.fields());
    for (var field : request.json().properties()) {
      var value = field.getValue();
      parameters.put(field.getKey(), value.isValueNode() ? value.asText() : value.toString());
    }
    var chat = Long.parseLong(parameters.getOrDefault("chat_id", "0"));
    var id = messageIds.computeIfAbsent(chat, _ -> new AtomicLong()).incrementAndGet();
    sent.add(new Sent(method, chat, id, parameters));
    return ok("{\"message_id\":%d,\"chat\":{\"id\":%d,\"type\":\"private\"}}".formatted(id, chat));
  }

  private synchronized String updates(JsonNode parameters) {
    var offset = Json.number(parameters, "offset");
    while (offset > 0
        && !updates.isEmpty()
        && Json.number(updates.getFirst(), "update_id") < offset) {
      updates.removeFirst();
      forgotten++;
    }
    return updates.toString();
  }

  private HttpResponse file(String fileId) {
    return files.containsKey(fileId)
        ? ok("{\"file_id\":\"x\",\"file_path\":\"photos/%s\"}".formatted(fileId))
        : error(
            400,
            "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: wrong file_id\"}");
  }

  ScriptedProvider provider() {
    return provider;
  }

  private static HttpResponse ok(String result) {
    return ScriptedProvider.json(200, "{\"ok\":true,\"result\":%s}".formatted(result));
  }

  private static HttpResponse error(int status, String json) {
    return ScriptedProvider.json(status, json);
  }
}
