package io.chat4all.connectors.instagram;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.api.Rates;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Capabilities;
import io.chat4all.core.connector.Channels.SettingInfo;
import java.util.List;

/// Facebook Messenger as a channel: the messages of one page, over the Messenger Platform's Send
/// API and webhooks (Meta for Developers, Messenger Platform).
///
/// A person must have written first, within the last 24 hours. Files get there by link, without a
/// caption. Thread-safe.
public final class MessengerConnectorFactory implements ConnectorFactory {

  @Override
  public ChannelId channel() {
    return Flavor.MESSENGER.channel();
  }

  @Override
  public String title() {
    return Flavor.MESSENGER.title();
  }

  @Override
  public Capabilities capabilities() {
    return Flavor.MESSENGER.capabilities();
  }

  @Override
  public Rates rates() {
    return Flavor.RATES;
  }

  @Override
  public List<SettingInfo> settings() {
    return GraphSettings.infos(Flavor.MESSENGER);
  }

  @Override
  public String normalize(String address) {
    return Flavor.normalize(address);
  }

  @Override
  public Connector connect(ConnectorContext context) {
    return new GraphConnector(GraphSettings.of(Flavor.MESSENGER, context));
  }
}
