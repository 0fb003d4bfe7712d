package io.chat4all.connectors.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chat4all.connector.api.Connector.WebhookHandler;
import io.chat4all.connector.api.WebhookOutcome;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import io.chat4all.core.connector.InboundEvent.Sender;
import io.chat4all.core.connector.WebhookRequest;
import io.chat4all.core.delivery.DeliveryStatus;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the partner's calls. Thread-safe.
final class PartnerCalls implements WebhookHandler {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final Signature signature;
  private final Clock clock;

  PartnerCalls(Signature signature, Clock clock) {
    this.signature = signature;
    this.clock = clock;
  }

  @Override
  public WebhookOutcome read(WebhookRequest request) {
    var id = request.header("webhook-id").orElse("");
    var timestamp = request.header("webhook-timestamp").orElse("");
    var given = request.header("webhook-signature").orElse("");
    if (!signature.verify(given, id, timestamp, request.body()) || isOld(timestamp)) {
      return new WebhookOutcome.Forged("the signature is missing, wrong or old");
    }
    try {
      var json = JSON.readTree(request.body());
      var type = json.path("type").asText();
      if (!request.method().equals("POST") || !json.isObject() || type.isEmpty()) {
        return new WebhookOutcome.Unreadable("no object with a type");
      }
      return new WebhookOutcome.Events(event(type, json).stream().toList());
    } catch (IOException e) {
      return new WebhookOutcome.Unreadable("no JSON");
    }
  }

  private boolean isOld(String timestamp) {
    if (!timestamp.matches("\\d{1,12}")) {
      return true;
    }
    var signed = Instant.ofEpochSecond(Long.parseLong(timestamp));
    return Duration.between(signed, clock.instant()).abs().compareTo(TOLERANCE) > 0;
  }

  /// Empty for what we do not know: the partner may tell of more next year.
  private static Optional<InboundEvent> event(String type, JsonNode json) {
    var id = json.path("id").asText();
    var person = json.path("person").asText();
    var at = Instant.ofEpochMilli(json.path("at").asLong());
    if (id.isEmpty() || person.isEmpty()) {
      return Optional.empty();
    }
    return switch (type) {
      case "message" -> Optional.of(message(id, person, json, at));
      case "receipt" -> receipt(id, person, json, at);
      default -> Optional.empty();
    };
  }

  private static InboundEvent message(String id, String person, JsonNode json, Instant at) {
    return new MessageReceived(
        new Sender(person, List.of(), json.path("name").asText(), ""),
        id,
        new InboundContent.Text(json.path("text").asText()),
        Optional.of(json.path("reply_to").asText()).filter(answered -> !answered.isEmpty()),
        at);
  }

  private static Optional<InboundEvent> receipt(
      String id, String person, JsonNode json, Instant at) {
    var known =
        Map.of(
            "delivered", DeliveryStatus.DELIVERED,
            "read", DeliveryStatus.READ,
            "failed", DeliveryStatus.FAILED);
    return Optional.ofNullable(known.get(json.path("status").asText()))
        .map(status -> {
          boolean failed = status == DeliveryStatus.FAILED;
          boolean gone = failed && json.path("gone").asBoolean();
          var reason = failed ? json.path("reason").asText("no reason given") : "";
          return new ReceiptReceived(person, id, "", status, gone, reason, at);
        });
  }
}
