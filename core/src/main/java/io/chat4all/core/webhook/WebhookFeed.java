package io.chat4all.core.webhook;

import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.FactHandler;
import io.chat4all.core.log.Subscription;

/// Reads the events that webhooks may want, as one of a group: each partition has one reader at a
/// time.
public interface WebhookFeed {

  /// Starts to feed events to a handler, on a thread of its own.
  Subscription events(FactHandler<ConversationEvent> handler);
}
