package io.chat4all.worker.webhook;

import io.chat4all.core.webhook.WebhookAddresses;
import java.time.Duration;

/// How webhooks are called.
///
/// @param addresses where they may lead
/// @param timeout how long a call may take
/// @param giveUpAfter how long a delivery is tried
/// @param keepFor how long deliveries are kept, for the list and for replays
/// @param firstBackOff what the wait after a first attempt begins with; doubled with each more
/// @param longestBackOff what it ends with
public record WebhookConfig(
    WebhookAddresses addresses,
    Duration timeout,
    Duration giveUpAfter,
    Duration keepFor,
    Duration firstBackOff,
    Duration longestBackOff) {

  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(5);
  private static final Duration LONGEST_BACK_OFF = Duration.ofHours(1);

  public WebhookConfig {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout: %s (expected: > 0)".formatted(timeout));
    }
    if (!giveUpAfter.isPositive()) {
      throw new IllegalArgumentException("giveUpAfter: %s (expected: > 0)".formatted(giveUpAfter));
    }
    if (keepFor.compareTo(giveUpAfter) < 0) {
      throw new IllegalArgumentException(
          "keepFor: %s (expected: at least giveUpAfter, %s)".formatted(keepFor, giveUpAfter));
    }
  }

  /// With other rules of where webhooks may lead.
  public WebhookConfig withAddresses(WebhookAddresses other) {
    return new WebhookConfig(other, timeout, giveUpAfter, keepFor, firstBackOff, longestBackOff);
  }

  /// With the usual back-off: 5 seconds, doubled up to an hour.
  public static WebhookConfig of(
      WebhookAddresses addresses, Duration timeout, Duration giveUpAfter, Duration keepFor) {
    return new WebhookConfig(
        addresses, timeout, giveUpAfter, keepFor, FIRST_BACK_OFF, LONGEST_BACK_OFF);
  }
}
