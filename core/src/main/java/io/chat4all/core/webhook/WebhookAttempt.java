package io.chat4all.core.webhook;

import java.time.Duration;
import java.time.Instant;

/// One call of a webhook.
///
/// @param httpStatus what it answered; 0 for no answer
/// @param error why it was no success; empty for one
public record WebhookAttempt(Instant at, Duration took, int httpStatus, String error) {

  /// Whether the webhook took what it was told.
  public boolean succeeded() {
    return error.isEmpty();
  }
}
