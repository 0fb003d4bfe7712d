package io.chat4all.worker.connector;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.ChannelAccount;

/// A channel account with the connector that speaks for it.
///
/// It is as good as it was when it was found: hold it for one call, not for longer. A connector
/// that was replaced stays open for two minutes.
///
/// @param account not running when its credentials are gone: nothing is sent or polled then
public record Connection(ChannelAccount account, Connector connector, ConnectorFactory factory) {

  /// The account's id.
  public ChannelAccountId id() {
    return account.id();
  }

  Connection with(ChannelAccount other) {
    return new Connection(other, connector, factory);
  }
}
