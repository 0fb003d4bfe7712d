package io.chat4all.connectors.telegram;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.kit.Arrival;
import io.chat4all.connector.kit.Behaviour;
import io.chat4all.connector.kit.ConnectorHarness;
import io.chat4all.connector.kit.News;
import io.chat4all.connectors.http.Json;
import io.chat4all.connectors.http.ScriptedProvider;
import io.chat4all.connectors.http.ScriptedProvider.Mode;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.WebhookRequest;
import io.chat4all.core.message.ContentType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Plays Telegram for the contract, for an account that polls or one with a webhook.
final class TelegramHarness extends ConnectorHarness {

  private static final String WEBHOOK_SECRET = "webhook_secret-for-tests";

  private final ScriptedBotApi api;
  private final boolean polls;
  private final AtomicLong updateIds = new AtomicLong(5_000);
  private URI uri;

  TelegramHarness(ScriptedProvider provider, boolean polls) {
    this.api = new ScriptedBotApi(provider);
    this.polls = polls;
    this.uri = provider.uri();
  }

  @Override
  public ConnectorFactory factory() {
    return new TelegramConnectorFactory();
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "token",
        ScriptedBotApi.TOKEN,
        "base-url",
        uri.toString(),
        "mode",
        polls ? "poll" : "webhook",
        "webhook-secret",
        WEBHOOK_SECRET);
  }

  @Override
  public void behave(Behaviour behaviour) {
    api.refuse(refusal(behaviour));
    uri = behaviour == Behaviour.REFUSES_CONNECTION ? ScriptedProvider.nowhere() : provider().uri();
    provider()
        .behave(
            switch (behaviour) {
              case HANGS_UP -> Mode.HANGS_UP;
              case HANGS -> Mode.HANGS;
              case FAILS_UNREADABLY -> Mode.BAD_GATEWAY;
              default -> Mode.ANSWERS;
            });
  }

  private static String refusal(Behaviour behaviour) {
    return switch (behaviour) {
      case REFUSES_RECIPIENT -> error(403, "Forbidden: bot was blocked by the user", "{}");
      case REFUSES_MESSAGE -> error(400, "Bad Request: message is too long", "{}");
      case LIMITS_RATE -> error(429, "Too Many Requests: retry after 7", "{\"retry_after\":7}");
      case DEAD_CREDENTIALS -> error(401, "Unauthorized", "{}");
      case FAILS -> error(500, "Internal Server Error", "{}");
      default -> "";
    };
  }

  static String error(int code, String description, String parameters) {
    return "{\"ok\":false,\"error_code\":%d,\"description\":\"%s\",\"parameters\":%s}"
        .formatted(code, description, parameters);
  }

  private ScriptedProvider provider() {
    return api.provider();
  }

  @Override
  public Duration rateDelay() {
    return Duration.ofSeconds(7);
  }

  @Override
  public String address(int person) {
    return Long.toString(880_055_000L + person);
  }

  @Override
  public List<Spelling> spellings() {
    return List.of(new Spelling(" 42 ", "42"), new Spelling("-1001234567890", "-1001234567890"));
  }

  @Override
  public List<String> nonsense() {
    return List.of("@ana", "+5562999990000", "0", "007", "-", "12345678901234567", "4 2", "4.2");
  }

  @Override
  public List<Arrival> arrivals() {
    return api.sent().stream().map(TelegramHarness::arrival).toList();
  }

  private static Arrival arrival(ScriptedBotApi.Sent sent) {
    var parameters = sent.parameters();
    var reply = Json.read(parameters.getOrDefault("reply_parameters", "{}")).orElseThrow();
    var answered = Json.number(reply, "message_id");
    var type =
        switch (sent.method()) {
          case "sendPhoto" -> ContentType.IMAGE;
          case "sendDocument" -> ContentType.FILE;
          case "sendAudio", "sendVoice" -> ContentType.AUDIO;
          case "sendVideo" -> ContentType.VIDEO;
          case "sendLocation", "sendVenue" -> ContentType.LOCATION;
          case "sendContact" -> ContentType.CONTACT;
          default -> ContentType.TEXT;
        };
    var field = sent.method().substring(4).toLowerCase(Locale.ROOT);
    return new Arrival(
        Long.toString(sent.chat()),
        type,
        parameters.getOrDefault("text", parameters.getOrDefault("caption", "")),
        parameters.getOrDefault(field, ""),
        answered == 0 ? "" : sent.chat() + ":" + answered,
        sent.chat() + ":" + sent.message());
  }

  @Override
  public boolean loseFiles() {
    api.dropFiles();
    return true;
  }

  @Override
  public Optional<Webhooks> webhooks() {
    return polls ? Optional.empty() : Optional.of(new Calls());
  }

  @Override
  public Optional<Polls> polls() {
    return polls ? Optional.of(new Queue()) : Optional.empty();
  }

  @Override
  public void close() {
    provider().reset(_ -> HttpResponse.of(404));
  }

  private Optional<ObjectNode> update(News news) {
    var update = Json.object().put("update_id", updateIds.incrementAndGet());
    return switch (news) {
      case News.Wrote wrote -> {
        update.set("message", message(wrote));
        yield Optional.of(update);
      }
      case News.Edited(var person, var tag, var text) -> {
        var message = message(person, tag).put("text", text);
        update.set("edited_message", message.put("edit_date", News.AT.getEpochSecond()));
        yield Optional.of(update);
      }
      case News.Reacted(var person, var providerId, var emoji) -> {
        update.set("message_reaction", reaction(person, providerId, emoji));
        yield Optional.of(update);
      }
      case News.Reach(var person, var reachable) -> {
        var change = update.putObject("my_chat_member").put("date", News.AT.getEpochSecond());
        change.set("chat", chat(person));
        change.putObject("new_chat_member").put("status", reachable ? "member" : "kicked");
        yield Optional.of(update);
      }
      case News.Unheard(var person) -> {
        update.putObject("thought_reading").set("chat", chat(person));
        yield Optional.of(update);
      }
      case News.Deleted _, News.Reported _, News.Echoed _ -> Optional.empty();
    };
  }

  private ObjectNode message(News.Wrote wrote) {
    var message = message(wrote.person(), wrote.tag());
    wrote
        .replyTo()
        .ifPresent(id ->
            message
                .putObject("reply_to_message")
                .put("message_id", Long.parseLong(id.substring(id.indexOf(':') + 1))));
    switch (wrote.content()) {
      case InboundContent.Text(var text) -> message.put("text", text);
      case InboundContent.Media media -> file(message, wrote.tag(), media);
      case InboundContent.Location(var latitude, var longitude, _, _) ->
          message.putObject("location").put("latitude", latitude).put("longitude", longitude);
      case InboundContent.Contact contact ->
          message
              .putObject("contact")
              .put("first_name", contact.name())
              .put("phone_number", contact.phones().getFirst());
      case InboundContent.Other(var description) ->
          message.putObject("poll").put("question", description);
    }
    return message;
  }

  private void file(ObjectNode message, String tag, InboundContent.Media media) {
    var fileId = "file-" + tag + "-" + media.type();
    api.putFile(fileId, media.reference());
    message.put("caption", media.caption());
    if (media.type() == ContentType.IMAGE) {
      var sizes = message.putArray("photo");
      sizes.addObject().put("file_id", "thumbnail").put("width", 90).put("height", 60);
      sizes.addObject().put("file_id", fileId).put("width", 900).put("height", 600);
    } else {
      var field =
          switch (media.type()) {
            case AUDIO -> "voice";
            case VIDEO -> "video";
            default -> "document";
          };
      message.putObject(field).put("file_id", fileId).put("mime_type", media.mediaType());
    }
  }

  private ObjectNode message(int person, String tag) {
    var message = Json.object();
    message.put("message_id", 100_000L + Math.floorMod(tag.hashCode(), 100_000));
    message
        .putObject("from")
        .put("id", Long.parseLong(address(person)))
        .put("is_bot", false)
        .put("first_name", "Ana")
        .put("username", "ana");
    message.set("chat", chat(person));
    return message.put("date", News.AT.getEpochSecond());
  }

  private ObjectNode reaction(int person, String providerId, String emoji) {
    var separator = providerId.indexOf(':');
    var reaction = Json.object();
    reaction.put("message_id", Long.parseLong(providerId.substring(separator + 1)));
    reaction.set("chat", chat(person));
    reaction.put("date", News.AT.getEpochSecond());
    reaction.putArray("old_reaction");
    var given = reaction.putArray("new_reaction");
    if (!emoji.isEmpty()) {
      given.addObject().put("type", "emoji").put("emoji", emoji);
    }
    return reaction;
  }

  private ObjectNode chat(int person) {
    return Json.object().put("id", Long.parseLong(address(person))).put("type", "private");
  }

  private final class Calls implements Webhooks {
    @Override
    public Optional<WebhookRequest> genuine(News news) {
      return update(news).map(json -> signed(Json.write(json)));
    }

    @Override
    public Optional<WebhookRequest> forged(News news) {
      return update(news).map(json -> call(WEBHOOK_SECRET + "x", Json.write(json)));
    }

    @Override
    public WebhookRequest signed(byte[] body) {
      return call(WEBHOOK_SECRET, body);
    }

    @Override
    public WebhookRequest unsigned(byte[] body) {
      return new WebhookRequest("POST", Map.of(), Map.of(), body);
    }

    private WebhookRequest call(String secret, byte[] body) {
      var headers = Map.of("x-telegram-bot-api-secret-token", secret);
      return new WebhookRequest("POST", Map.of(), headers, body);
    }
  }

  private final class Queue implements Polls {
    @Override
    public boolean queue(News news) {
      var update = update(news);
      update.ifPresent(api::queue);
      return update.isPresent();
    }

    @Override
    public int acknowledged() {
      return api.forgotten();
    }
  }
}
