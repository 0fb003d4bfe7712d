package io.chat4all.connectors.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connectors.http.GraphError;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.EchoReceived;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import io.chat4all.core.delivery.DeliveryStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes events of the Cloud API's webhooks (developers.facebook.com: Cloud API, Webhooks): every
/// entry, change, message and status in them. Changes of other numbers of the same business, and
/// fields that it does not know, are passed over. Thread-safe.
final class WebhookReader {

  private static final Logger log = LoggerFactory.getLogger(WebhookReader.class);

  private final String phoneNumberId;
  private final Clock clock;

  WebhookReader(String phoneNumberId, Clock clock) {
    this.phoneNumberId = phoneNumberId;
    this.clock = clock;
  }

  List<InboundEvent> read(JsonNode body) {
    var events = new ArrayList<InboundEvent>();
    for (var entry : Json.list(body, "entry")) {
      for (var change : Json.list(entry, "changes")) {
        var value = Json.at(change, "value");
        if (isOurs(value)) {
          read(Json.text(change, "field"), value, events);
        }
      }
    }
    return events;
  }

  private boolean isOurs(JsonNode value) {
    var number = Json.text(value, "metadata", "phone_number_id");
    return number.isEmpty() || number.equals(phoneNumberId);
  }

  private void read(String field, JsonNode value, List<InboundEvent> events) {
    switch (field) {
      case "messages" -> {
        for (var message : Json.list(value, "messages")) {
          new InboundMessage(message, value, at(message)).event().ifPresent(events::add);
        }
        for (var status : Json.list(value, "statuses")) {
          receipt(status).ifPresent(events::add);
        }
        for (var error : Json.list(value, "errors")) {
          log.warn("WhatsApp reports a problem of the number: code={}", Json.number(error, "code"));
        }
      }
      case "smb_message_echoes" -> {
        for (var echo : Json.list(value, "message_echoes")) {
          echo(echo).ifPresent(events::add);
        }
      }
      default -> {}
    }
  }

  private Optional<ReceiptReceived> receipt(JsonNode status) {
    var reported = status(Json.text(status, "status"));
    var id = Json.text(status, "id");
    var deliveryId = Json.text(status, "biz_opaque_callback_data");
    var known = !id.isEmpty() || !deliveryId.isEmpty();
    if (reported.isEmpty() || !known || Json.text(status, "recipient_type").equals("group")) {
      return Optional.empty();
    }
    var failed = reported.get() == DeliveryStatus.FAILED;
    var error = Json.at(status, "errors").path(0);
    var code = Json.at(error, "code").asInt(-1);
    return Optional.of(
        new ReceiptReceived(
            recipient(status),
            id,
            deliveryId,
            reported.get(),
            failed && GraphError.isRecipientGone(code, 0),
            failed ? reason(error) : "",
            at(status)));
  }

  private static Optional<DeliveryStatus> status(String word) {
    return switch (word) {
      case "sent" -> Optional.of(DeliveryStatus.SENT);
      case "delivered" -> Optional.of(DeliveryStatus.DELIVERED);
      case "read", "played" -> Optional.of(DeliveryStatus.READ);
      case "failed" -> Optional.of(DeliveryStatus.FAILED);
      default -> Optional.empty();
    };
  }

  private static String recipient(JsonNode status) {
    var number = Json.text(status, "recipient_id");
    return number.isEmpty() ? Json.text(status, "recipient_user_id") : number;
  }

  private static String reason(JsonNode error) {
    var message = Json.text(error, "message");
    var words = message.isEmpty() ? Json.text(error, "title") : message;
    var details = Json.text(error, "error_data", "details");
    var detailed = details.isEmpty() || details.equals(words) ? words : words + ": " + details;
    var reason = (Json.text(error, "code") + " " + detailed).strip();
    return reason.isEmpty() ? "failed, and WhatsApp does not say why" : reason;
  }

  /// What a person in the company wrote in the WhatsApp Business app.
  private Optional<EchoReceived> echo(JsonNode message) {
    var number = Json.text(message, "to");
    var address = number.isEmpty() ? Json.text(message, "to_user_id") : number;
    var id = Json.text(message, "id");
    return address.isEmpty() || id.isEmpty()
        ? Optional.empty()
        : Optional.of(new EchoReceived(address, id, "", MessageContent.of(message), at(message)));
  }

  private Instant at(JsonNode body) {
    return Json.seconds(body, clock.instant(), "timestamp");
  }
}
