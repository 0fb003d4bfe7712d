package io.chat4all.connector.api;

import io.chat4all.core.connector.InboundEvent;
import java.util.List;

/// What a provider's call says.
public sealed interface WebhookOutcome {

  /// News; to be answered with success once they are durable.
  record Events(List<InboundEvent> events) implements WebhookOutcome {
    public Events {
      events = List.copyOf(events);
    }
  }

  /// The provider asks whether this is its webhook: answer 200 with this text, exactly.
  record Challenge(String answer) implements WebhookOutcome {}

  /// The signature or token is wrong or missing: 401 (403 for a challenge).
  record Forged(String reason) implements WebhookOutcome {}

  /// Genuine, but not what this provider sends: 400.
  record Unreadable(String reason) implements WebhookOutcome {}
}
