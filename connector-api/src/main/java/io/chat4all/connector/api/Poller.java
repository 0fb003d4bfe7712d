package io.chat4all.connector.api;

import io.chat4all.core.connector.InboundEvent;
import java.time.Duration;
import java.util.List;

/// Asks a provider for news, for one channel account. Used by one thread at a time, in one process
/// of the cluster at a time.
public interface Poller {

  /// Waits for news, at most as long as the provider lets it; acknowledges to the provider what the
  /// call before answered, because that is durable by now.
  ///
  /// Throws `InterruptedException` when it is told to stop.
  Polled poll() throws InterruptedException;

  /// What a call brought.
  sealed interface Polled {
    /// News, perhaps none; poll again at once.
    record News(List<InboundEvent> events) implements Polled {
      public News {
        events = List.copyOf(events);
      }
    }

    /// Nothing, for a reason; poll again after the delay.
    record Later(Duration delay, String reason) implements Polled {}

    /// The account's credentials are gone: do not poll again until a person has seen to it.
    record Stopped(String reason) implements Polled {}
  }
}
