package io.chat4all.connectors.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import io.chat4all.connectors.http.Json;
import io.chat4all.connectors.http.ScriptedProvider;
import io.chat4all.connectors.http.ScriptedProvider.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A Cloud API that takes everything, and keeps files that were uploaded or put there.
final class ScriptedCloudApi {

  static final String PHONE_NUMBER_ID = "106540352242922";
  static final String TOKEN = "EAATestSystemUserTokenOfTheNumber";
  static final String APP_SECRET = "app0secret0of0the0tests";
  static final String VERIFY_TOKEN = "verify0token0of0the0tests";
  static final Map<String, String> SETTINGS =
      Map.of(
          "phone-number-id",
          PHONE_NUMBER_ID,
          "token",
          TOKEN,
          "app-secret",
          APP_SECRET,
          "verify-token",
          VERIFY_TOKEN);

  private final ScriptedProvider provider;
  private final Map<String, String> files = new ConcurrentHashMap<>();
  private final AtomicInteger counter = new AtomicInteger();
  private final List<Sent> sent = new ArrayList<>();
  private volatile Refusal refusal = new Refusal(0, "");
  private volatile Function<String, String> waId = number -> number;
  private volatile int expiredUrls;

  /// A message that was taken.
  record Sent(String id, JsonNode json) {}

  /// An error to answer with; status 0 for none.
  record Refusal(int status, String error) {}

  ScriptedCloudApi(ScriptedProvider provider) {
    this.provider = provider;
    provider.reset(this::answer);
  }

  ScriptedProvider provider() {
    return provider;
  }

  /// Answers every call with this error; status 0 for none.
  void refuse(int status, String error) {
    refusal = new Refusal(status, error);
  }

  /// What this number is on WhatsApp.
  void knowsNumbersAs(Function<String, String> rule) {
    waId = rule;
  }

  void putFile(String mediaId, String content) {
    files.put(mediaId, content);
  }

  String file(String mediaId) {
    return files.getOrDefault(mediaId, "");
  }

  void dropFiles() {
    files.clear();
  }

  /// The next URLs of files have expired when they are used.
  void expireUrls(int count) {
    expiredUrls = count;
  }

  synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  private HttpResponse answer(Received request) {
    if (!request.headers().getOrDefault("authorization", "").equals("Bearer " + TOKEN)) {
      return error(401, "{\"message\":\"Invalid OAuth access token\",\"code\":190}");
    }
    if (refusal.status() > 0) {
      return error(refusal.status(), refusal.error());
    }
    var node = request.path().replaceFirst("^/v25\\.0/", "");
    if (node.equals(PHONE_NUMBER_ID + "/messages")) {
      return send(request.json());
    }
    if (node.equals(PHONE_NUMBER_ID + "/media")) {
      var id = Integer.toString(900_000 + counter.incrementAndGet());
      files.put(id, request.fields().getOrDefault("file", ""));
      return ScriptedProvider.json(200, "{\"id\":\"%s\"}".formatted(id));
    }
    if (node.startsWith("/cdn/")) {
      return download(node.substring(5));
    }
    return resolve(node);
  }

  private synchronized HttpResponse send(JsonNode message) {
    var id = "wamid.TEST" + counter.incrementAndGet();
    sent.add(new Sent(id, message));
    var number = Json.text(message, "to");
    var user = Json.text(message, "recipient");
    var contact =
        number.isEmpty()
            ? "{\"input\":\"%s\",\"user_id\":\"%s\"}".formatted(user, user)
            : "{\"input\":\"%s\",\"wa_id\":\"%s\"}".formatted(number, waId.apply(number));
    return ScriptedProvider.json(
        200,
        "{\"messaging_product\":\"whatsapp\",\"contacts\":[%s],\"messages\":[{\"id\":\"%s\"}]}"
            .formatted(contact, id));
  }

  private HttpResponse resolve(String mediaId) {
    if (!files.containsKey(mediaId)) {
      return error(
          400,
          "{\"message\":\"Unsupported get request. Object does not exist\",\"code\":100,"
              + "\"error_subcode\":33}");
    }
    var url = provider.uri() + "/cdn/" + mediaId;
    return ScriptedProvider.json(
        200, "{\"url\":\"%s\",\"mime_type\":\"image/jpeg\",\"id\":\"%s\"}".formatted(url, mediaId));
  }

  private synchronized HttpResponse download(String mediaId) {
    if (expiredUrls > 0) {
      expiredUrls--;
      return HttpResponse.of(HttpStatus.NOT_FOUND);
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JPEG, "%s", files.get(mediaId));
  }

  private static HttpResponse error(int status, String error) {
    return ScriptedProvider.json(status, "{\"error\":%s}".formatted(error));
  }
}
