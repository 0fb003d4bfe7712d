package io.chat4all.simulators.telegram;

import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.http.Params;
import io.chat4all.simulators.http.Refusal;
import io.chat4all.simulators.stage.Stage;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// `getUpdates`, `setWebhook`, `deleteWebhook`, `getWebhookInfo`. Thread-safe.
///
/// One kindness: a webhook may be plain HTTP on any port when its host is the loopback, as it may
/// for a local Bot API server.
final class TelegramReceiving {

  private static final int MOST_UPDATES = 100;
  private static final int LONGEST_POLL = 50;

  private final Stage stage;

  TelegramReceiving(Stage stage) {
    this.stage = stage;
  }

  Answer getUpdates(Bot bot, Params params) {
    bot.updates().allow(params.json("allowed_updates"));
    long limit = params.number("limit").filter(value -> value > 0).orElse((long) MOST_UPDATES);
    long timeout = params.number("timeout").orElse(0L);
    long offset = params.number("offset").orElse(0L);
    return stage
        .faults()
        .around(
            "telegram getUpdates " + offset,
            TelegramErrors.ALL,
            () ->
                poll(
                    bot,
                    offset,
                    (int) Math.min(limit, MOST_UPDATES),
                    Math.clamp(timeout, 0, LONGEST_POLL)));
  }

  private static Answer poll(Bot bot, long offset, int limit, int seconds) {
    try {
      return TelegramApi.ok(bot.updates().poll(offset, limit, seconds));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(TelegramError.answer(500, "Internal Server Error: closing"));
    }
  }

  Answer setWebhook(Bot bot, Params params) {
    if (stage.settings().limits().enabled()
        && !stage
            .buckets()
            .take("setWebhook " + bot.account(), 1, Duration.ofSeconds(1))
            .isZero()) {
      return TelegramError.tooMany(1);
    }
    var url = params.text("url").filter(text -> !text.isBlank());
    if (url.isEmpty()) {
      return deleteWebhook(bot, params);
    }
    var secret = params.text("secret_token").filter(text -> !text.isEmpty());
    secret.ifPresent(TelegramReceiving::checkSecret);
    long connections = params.number("max_connections").orElse(40L);
    var target =
        new TelegramHook.Target(checked(url.get()), secret, Math.clamp(connections, 1, 100));
    bot.updates().allow(params.json("allowed_updates"));
    boolean same = bot.hook().target().filter(target::equals).isPresent();
    if (same && !params.flag("drop_pending_updates")) {
      return done("Webhook is already set");
    }
    bot.hook().target(Optional.of(target));
    bot.updates().toWebhook(true, params.flag("drop_pending_updates")).forEach(bot.hook()::add);
    return done("Webhook was set");
  }

  Answer deleteWebhook(Bot bot, Params params) {
    boolean was = bot.hook().target().isPresent();
    bot.hook().target(Optional.empty());
    bot.updates().toWebhook(false, params.flag("drop_pending_updates"));
    return done(was ? "Webhook was deleted" : "Webhook is already deleted");
  }

  Answer getWebhookInfo(Bot bot) {
    var info = Json.object();
    var target = bot.hook().target();
    info.put("url", target.map(to -> to.url().toString()).orElse(""));
    info.put("has_custom_certificate", false);
    info.put("pending_update_count", bot.updates().waiting());
    bot.hook()
        .lastFailure()
        .ifPresent(failure ->
            info.put("last_error_date", failure.at().getEpochSecond())
                .put("last_error_message", failure.message()));
    target.ifPresent(to -> info.put("max_connections", to.maxConnections()));
    bot.updates()
        .allowed()
        .ifPresent(types -> {
          var list = info.putArray("allowed_updates");
          types.stream().sorted().forEach(list::add);
        });
    return TelegramApi.ok(info);
  }

  private static Answer done(String description) {
    return Answer.json(
        200, Json.object().put("ok", true).put("result", true).put("description", description));
  }

  private static void checkSecret(String secret) {
    if (secret.length() > 256) {
      throw TelegramError.badRequest("secret token is too long");
    }
    if (!secret.matches("[A-Za-z0-9_-]*")) {
      throw TelegramError.badRequest("secret token contains unallowed characters");
    }
  }

  private static URI checked(String url) {
    try {
      var uri = new URI(url.contains("://") ? url : "https://" + url);
      var host = uri.getHost() == null ? "" : uri.getHost();
      boolean loopback =
          host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
      if (host.isEmpty() || !uri.getScheme().matches("https?")) {
        throw TelegramError.badRequest("invalid webhook URL specified");
      }
      if (loopback) {
        return uri;
      }
      if (!uri.getScheme().equals("https")) {
        throw TelegramError.badRequest("bad webhook: An HTTPS URL must be provided for webhook");
      }
      int port = uri.getPort() < 0 ? 443 : uri.getPort();
      if (!TelegramHook.Target.publicPorts().contains(port)) {
        throw TelegramError.badRequest(
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
      }
      return uri;
    } catch (java.net.URISyntaxException e) {
      throw TelegramError.badRequest("invalid webhook URL specified");
    }
  }
}
