package io.chat4all.core.webhook;

import java.util.UUID;

/// A webhook's id.
public record WebhookId(UUID value) {

  /// Reads the usual text form of a UUID.
  public static WebhookId of(String text) {
    return new WebhookId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
