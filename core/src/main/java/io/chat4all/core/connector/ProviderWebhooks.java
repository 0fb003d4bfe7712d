package io.chat4all.core.connector;

import io.chat4all.core.channel.ChannelAccountId;

/// Takes the calls of providers. Thread-safe.
public interface ProviderWebhooks {

  /// Verifies a call, appends what it tells to the log, and only then answers with success.
  ///
  /// An account that is not there, and a wrong or missing signature, are answered with an error
  /// status. Throws `ApiException` with `UNAVAILABLE` or `OVERLOADED` when the log did not take it.
  WebhookAnswer receive(ChannelAccountId account, WebhookRequest request);
}
