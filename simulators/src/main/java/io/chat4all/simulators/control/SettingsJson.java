package io.chat4all.simulators.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.config.BehaviourConfig;
import io.chat4all.simulators.config.FaultConfig;
import io.chat4all.simulators.config.FaultKind;
import io.chat4all.simulators.config.LimitConfig;
import io.chat4all.simulators.config.PersonConfig;
import io.chat4all.simulators.config.TimingConfig;
import io.chat4all.simulators.http.Json;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Settings as JSON, and back; a field that is not there keeps its value.
final class SettingsJson {

  private SettingsJson() {}

  static ObjectNode faults(FaultConfig faults, Map<FaultKind, Long> made) {
    var json = Json.object().put("seed", faults.seed());
    var chances = json.putObject("probabilities");
    var counts = json.putObject("made");
    for (var kind : FaultKind.values()) {
      var name = kind.name().toLowerCase(Locale.ROOT);
      chances.put(name, faults.chance(kind));
      counts.put(name, made.getOrDefault(kind, 0L));
    }
    return json;
  }

  /// A kind that is not named does not happen any more.
  static FaultConfig faults(JsonNode json, FaultConfig old) {
    var chances = new EnumMap<FaultKind, Double>(FaultKind.class);
    json.path("probabilities")
        .properties()
        .forEach(field ->
            chances.put(
                FaultKind.valueOf(field.getKey().toUpperCase(Locale.ROOT)),
                field.getValue().asDouble()));
    return new FaultConfig(json.path("seed").asLong(old.seed()), chances);
  }

  static ObjectNode limits(LimitConfig limits) {
    return Json.object()
        .put("enabled", limits.enabled())
        .put("whatsapp_per_second", limits.whatsappPerSecond())
        .put("pair_burst", limits.pairBurst())
        .put("pair_every_ms", limits.pairEvery().toMillis())
        .put("telegram_per_second", limits.telegramPerSecond())
        .put("telegram_chat_burst", limits.telegramChatBurst())
        .put("graph_per_second", limits.graphPerSecond())
        .put("graph_media_per_second", limits.graphMediaPerSecond());
  }

  static LimitConfig limits(JsonNode json, LimitConfig old) {
    return new LimitConfig(
        json.path("enabled").asBoolean(old.enabled()),
        json.path("whatsapp_per_second").asInt(old.whatsappPerSecond()),
        json.path("pair_burst").asInt(old.pairBurst()),
        millis(json, "pair_every_ms", old.pairEvery()),
        json.path("telegram_per_second").asInt(old.telegramPerSecond()),
        json.path("telegram_chat_burst").asInt(old.telegramChatBurst()),
        json.path("graph_per_second").asInt(old.graphPerSecond()),
        json.path("graph_media_per_second").asInt(old.graphMediaPerSecond()));
  }

  static ObjectNode timing(TimingConfig timing) {
    return Json.object()
        .put("latency_ms", timing.latency().toMillis())
        .put("sent_after_ms", timing.sentAfter().toMillis())
        .put("slow_answer_ms", timing.slowAnswer().toMillis())
        .put("stalled_answer_ms", timing.stalledAnswer().toMillis())
        .put("late_webhook_ms", timing.lateWebhook().toMillis());
  }

  static TimingConfig timing(JsonNode json, TimingConfig old) {
    return new TimingConfig(
        millis(json, "latency_ms", old.latency()),
        millis(json, "sent_after_ms", old.sentAfter()),
        millis(json, "slow_answer_ms", old.slowAnswer()),
        millis(json, "stalled_answer_ms", old.stalledAnswer()),
        millis(json, "late_webhook_ms", old.lateWebhook()),
        old.webhookRetries());
  }

  static BehaviourConfig behaviour(JsonNode json, BehaviourConfig old) {
    return new BehaviourConfig(
        wait(json, "deliver_after_ms", old.deliverAfter()),
        wait(json, "read_after_ms", old.readAfter()),
        json.path("skips_delivered").asBoolean(old.skipsDelivered()),
        json.has("reply")
            ? Optional.of(json.path("reply").asText("")).filter(text -> !text.isEmpty())
            : old.reply(),
        old.blocked(),
        json.path("window_open").asBoolean(old.windowOpen()));
  }

  static PersonConfig person(String id, JsonNode json) {
    var person = PersonConfig.of(id, json.path("name").asText(id));
    if (json.has("telegram_chat_id")) {
      person =
          person.onTelegram(
              json.path("telegram_chat_id").asLong(), json.path("username").asText(""));
    }
    if (json.has("phone")) {
      var user = PersonConfig.WhatsAppUser.of(json.path("phone").asText());
      person =
          person.onWhatsApp(
              json.has("whatsapp_user_id")
                  ? user.hidingPhone(json.path("whatsapp_user_id").asText())
                  : user);
    }
    if (json.has("instagram_id")) {
      person =
          person.onInstagram(json.path("instagram_id").asText(), json.path("username").asText(id));
    }
    if (json.has("messenger_id")) {
      person = person.onMessenger(json.path("messenger_id").asText());
    }
    return person.behaving(behaviour(json.path("behaviour"), person.behaviour()));
  }

  private static Duration millis(JsonNode json, String name, Duration old) {
    return Duration.ofMillis(json.path(name).asLong(old.toMillis()));
  }

  /// `null` means never.
  private static Optional<Duration> wait(JsonNode json, String name, Optional<Duration> old) {
    var value = json.get(name);
    if (value == null) {
      return old;
    }
    return value.isNull() ? Optional.empty() : Optional.of(Duration.ofMillis(value.asLong()));
  }
}
