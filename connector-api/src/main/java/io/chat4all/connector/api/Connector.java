package io.chat4all.connector.api;

import io.chat4all.core.connector.WebhookRequest;
import java.io.IOException;
import java.util.Optional;

/// Speaks to a provider for one channel account.
///
/// Calls block their (virtual) thread and end within the time that the connector sets for its
/// provider, at most two minutes. They throw nothing but `InterruptedException`: whatever happens
/// is an [Outcome]. Thread-safe: messages to different people are sent at the same time.
public interface Connector extends AutoCloseable {

  /// Sends a text, a place or a card.
  Outcome sendMessage(Outbound message) throws InterruptedException;

  /// Sends a file.
  Outcome sendFile(OutboundFile message) throws InterruptedException;

  /// Changes a message that was sent, or reacts to one; only asked for what the capabilities say.
  default Outcome change(OutboundChange change) throws InterruptedException {
    return new Outcome.Refused(Outcome.Fault.MESSAGE, "unsupported");
  }

  /// Reads the webhooks of this account; empty when its provider has none.
  default Optional<WebhookHandler> webhookHandler() {
    return Optional.empty();
  }

  /// Asks the provider for news; empty when the account gets them by webhook.
  default Optional<Poller> poller() {
    return Optional.empty();
  }

  /// Opens a file that came in; the caller closes it. Throws [MediaLostException] when it is gone
  /// for good, and any other `IOException` when a later try may succeed.
  ///
  /// @param reference as it stood in the inbound event
  default FileSource fetch(String reference) throws IOException, InterruptedException {
    throw new MediaLostException("this channel has no files");
  }

  /// Lets go of connections. Calls under way end as they like.
  @Override
  void close();

  /// Reads a provider's calls. Thread-safe.
  interface WebhookHandler {

    /// Verifies a call in constant time on its raw bytes and reads it. Must be fast: no call to the
    /// provider, nothing that blocks. Never throws: a body that it cannot read is `Unreadable`, and
    /// events of an unknown kind are passed over.
    WebhookOutcome read(WebhookRequest request);
  }
}
