package io.chat4all.simulators.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.simulators.fault.Faults;
import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Api;
import io.chat4all.simulators.http.Call;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.http.Params;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.world.Entry;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// `/bot<TOKEN>/<method>` and `/file/bot<TOKEN>/<path>`. Thread-safe.
final class TelegramApi implements Api {

  private static final Pattern METHOD = Pattern.compile("/bot([^/]*)/([^/]*)/?");
  private static final Pattern FILE = Pattern.compile("/file/bot([^/]*)/(.+)");
  private static final int MOST_DOWNLOAD = 20 << 20;

  private final Map<String, Bot> bots;
  private final Faults faults;
  private final TelegramSends sends;
  private final TelegramChanges changes;
  private final TelegramReceiving receiving;

  TelegramApi(
      Map<String, Bot> bots, Stage stage, Messages messages, BiConsumer<Bot, Entry> accepted) {
    this.bots = bots;
    this.faults = stage.faults();
    this.sends = new TelegramSends(stage, messages, accepted);
    this.changes = new TelegramChanges(stage, messages, sends);
    this.receiving = new TelegramReceiving(stage);
  }

  static Answer ok(JsonNode result) {
    var body = Json.object().put("ok", true);
    body.set("result", result);
    return Answer.json(200, body);
  }

  @Override
  public Answer answer(Call call) {
    var file = FILE.matcher(call.path());
    if (file.matches()) {
      return download(file.group(1), file.group(2));
    }
    var path = METHOD.matcher(call.path());
    if (!path.matches()) {
      return TelegramError.answer(404, "Not Found");
    }
    var token = path.group(1);
    if (!token.matches("[1-9][0-9]*:.*") || token.length() > 80) {
      return TelegramError.answer(401, "Unauthorized: invalid token specified");
    }
    var bot = bots.get(token);
    if (bot == null || bot.revoked()) {
      return TelegramError.answer(401, "Unauthorized");
    }
    var params = call.params();
    if (params.malformed()) {
      return TelegramError.answer(400, "Bad Request: can't parse request body");
    }
    return answer(bot, path.group(2).toLowerCase(Locale.ROOT), params);
  }

  private Answer answer(Bot bot, String method, Params params) {
    return switch (method) {
      case "getme" -> getMe(bot);
      case "getupdates" -> receiving.getUpdates(bot, params);
      case "setwebhook" -> receiving.setWebhook(bot, params);
      case "deletewebhook" -> receiving.deleteWebhook(bot, params);
      case "getwebhookinfo" -> receiving.getWebhookInfo(bot);
      case "sendmessage" -> sends.text(bot, params);
      case "sendphoto" -> sends.file(bot, params, "photo", "image");
      case "senddocument" -> sends.file(bot, params, "document", "document");
      case "sendaudio" -> sends.file(bot, params, "audio", "audio");
      case "sendvideo" -> sends.file(bot, params, "video", "video");
      case "sendvoice" -> sends.file(bot, params, "voice", "voice");
      case "sendsticker" -> sends.file(bot, params, "sticker", "sticker");
      case "sendanimation" -> sends.file(bot, params, "animation", "video");
      case "sendlocation" -> sends.location(bot, params);
      case "sendvenue" -> sends.venue(bot, params);
      case "sendcontact" -> sends.contact(bot, params);
      case "sendchataction" -> chatAction(bot, params);
      case "editmessagetext" -> changes.editText(bot, params);
      case "editmessagecaption" -> changes.editCaption(bot, params);
      case "deletemessage" -> changes.delete(bot, params);
      case "setmessagereaction" -> changes.react(bot, params);
      case "answercallbackquery", "setmycommands", "close", "logout" -> yes();
      case "getchat" -> ok(Messages.chat(sends.person(bot, params)));
      case "getfile" ->
          faults.around(
              "telegram getFile " + params.text("file_id").orElse(""),
              TelegramErrors.ALL,
              () -> getFile(bot, params));
      default -> TelegramError.answer(404, "Not Found: method not found");
    };
  }

  private static Answer getMe(Bot bot) {
    return ok(
        bot.user()
            .put("can_join_groups", true)
            .put("can_read_all_group_messages", false)
            .put("supports_inline_queries", false)
            .put("can_connect_to_business", false)
            .put("has_main_web_app", false));
  }

  private Answer chatAction(Bot bot, Params params) {
    sends.person(bot, params);
    if (params.text("action").isEmpty()) {
      throw TelegramError.badRequest("wrong parameter action in request");
    }
    return yes();
  }

  private static Answer yes() {
    return ok(Json.parse("true").orElseThrow());
  }

  private static Answer getFile(Bot bot, Params params) {
    var stored =
        params
            .text("file_id")
            .flatMap(id -> bot.files().find(id))
            .orElseThrow(() -> TelegramError.badRequest("invalid file_id"));
    if (stored.media().size() > MOST_DOWNLOAD) {
      throw TelegramError.badRequest("file is too big");
    }
    bot.files().open(stored);
    return ok(
        Json.object()
            .put("file_id", stored.fileId())
            .put("file_unique_id", stored.uniqueId())
            .put("file_size", stored.media().size())
            .put("file_path", stored.path()));
  }

  private Answer download(String token, String path) {
    var bot = Optional.ofNullable(bots.get(token)).filter(known -> !known.revoked());
    if (bot.isEmpty()) {
      return TelegramError.answer(401, "Unauthorized");
    }
    return faults.around(
        "telegram download " + path,
        TelegramErrors.ALL,
        () ->
            bot.get()
                .files()
                .download(path)
                .map(media -> Answer.of(200, "application/octet-stream", media.bytes()))
                .orElseGet(() -> TelegramError.answer(404, "Not Found")));
  }
}
