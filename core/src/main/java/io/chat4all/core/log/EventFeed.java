package io.chat4all.core.log;

import java.util.List;
import java.util.function.Consumer;

/// Reads all events, as every gateway does.
public interface EventFeed {

  /// Starts to feed events published from now on, on a thread of its own; returns when the position
  /// is fixed, so that nothing published after the return is missed. A consumer that throws is
  /// logged and goes on with the next batch.
  Subscription subscribe(Consumer<List<ConversationEvent>> consumer);
}
