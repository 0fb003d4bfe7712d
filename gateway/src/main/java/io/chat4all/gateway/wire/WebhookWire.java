package io.chat4all.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.webhook.WebhookDeliveries.Place;
import io.chat4all.core.webhook.WebhookEventType;
import io.chat4all.core.webhook.WebhookIntake.WithSecret;
import io.chat4all.protocol.v1.Webhook;
import io.chat4all.protocol.v1.WebhookAttempt;
import io.chat4all.protocol.v1.WebhookDelivery;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Webhooks as the API shows them. Thread-safe.
public final class WebhookWire {

  private WebhookWire() {}

  /// A webhook, without its secret.
  public static Webhook of(io.chat4all.core.webhook.Webhook webhook) {
    return builder(webhook).build();
  }

  /// A webhook with its secret.
  public static Webhook of(WithSecret made) {
    return builder(made.webhook()).setSecret(made.secret().reveal()).build();
  }

  private static Webhook.Builder builder(io.chat4all.core.webhook.Webhook webhook) {
    return Webhook.newBuilder()
        .setWebhookId(webhook.id().toString())
        .setUrl(webhook.url())
        .addAllEvents(webhook.events().stream().sorted().map(WebhookEventType::wireName).toList())
        .setDescription(webhook.description())
        .setEnabled(webhook.isRunning())
        .setDisabledReason(webhook.stoppedBecause())
        .setCreatedAt(Times.of(webhook.createdAt()));
  }

  /// A delivery with its attempts.
  public static WebhookDelivery of(io.chat4all.core.webhook.WebhookDelivery delivery) {
    var wire =
        WebhookDelivery.newBuilder()
            .setDeliveryId(delivery.id().toString())
            .setType(delivery.type().wireName())
            .setState(delivery.state().name().toLowerCase(Locale.ROOT))
            .setReason(delivery.reason())
            .setBody(delivery.body())
            .setCreatedAt(Times.of(delivery.createdAt()));
    delivery.dueAt().ifPresent(at -> wire.setNextAttemptAt(Times.of(at)));
    for (var attempt : delivery.attempts()) {
      wire.addAttempts(
          WebhookAttempt.newBuilder()
              .setAt(Times.of(attempt.at()))
              .setTookMs((int) Math.min(attempt.took().toMillis(), Integer.MAX_VALUE))
              .setHttpStatus(attempt.httpStatus())
              .setError(attempt.error()));
    }
    return wire.build();
  }

  /// Types of events by their names, which the field rules have checked.
  public static Set<WebhookEventType> events(List<String> names) {
    return names.stream()
        .flatMap(name -> WebhookEventType.of(name).stream())
        .collect(Collectors.toSet());
  }

  /// All types that can be asked for.
  public static Set<WebhookEventType> allEvents() {
    return Stream.of(WebhookEventType.values())
        .filter(WebhookEventType::canBeWanted)
        .collect(Collectors.toSet());
  }

  /// What the next page begins after, as a page token.
  public static String token(io.chat4all.core.webhook.WebhookDelivery delivery) {
    var text = "%s/%s".formatted(delivery.createdAt(), delivery.id());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /// What a page token means; empty for the first page.
  public static Optional<Place> after(String token) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    try {
      var parts = new String(Base64.getUrlDecoder().decode(token), UTF_8).split("/", 2);
      return Optional.of(new Place(Instant.parse(parts[0]), UUID.fromString(parts[1])));
    } catch (RuntimeException _) {
      throw ApiException.invalid("page_token", "page_token: not one of ours");
    }
  }
}
