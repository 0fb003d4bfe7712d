package io.chat4all.core.log;

import java.util.List;

/// Where workers put events, and gateways the fleeting ones. Thread-safe.
public interface EventLog {

  /// Publishes in this order and waits until all are durable; throws `ApiException` with
  /// `UNAVAILABLE` when some may not be.
  void publish(List<ConversationEvent> events);

  /// Publishes without waiting; lost when the log does not take it. For typing and presence.
  void publishFleeting(ConversationEvent event);
}
