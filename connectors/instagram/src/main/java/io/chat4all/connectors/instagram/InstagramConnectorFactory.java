package io.chat4all.connectors.instagram;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.api.Rates;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Capabilities;
import io.chat4all.core.connector.Channels.SettingInfo;
import java.util.List;

/// Instagram as a channel: the direct messages of one professional account, over the Instagram
/// messaging API with Instagram login (Meta for Developers, Instagram Platform).
///
/// A person must have written first, within the last 24 hours. Files get there by link, without a
/// caption; of files proper only PDF. What a person saw is reported, what merely arrived is not.
/// Thread-safe.
public final class InstagramConnectorFactory implements ConnectorFactory {

  @Override
  public ChannelId channel() {
    return Flavor.INSTAGRAM.channel();
  }

  @Override
  public String title() {
    return Flavor.INSTAGRAM.title();
  }

  @Override
  public Capabilities capabilities() {
    return Flavor.INSTAGRAM.capabilities();
  }

  @Override
  public Rates rates() {
    return Flavor.RATES;
  }

  @Override
  public List<SettingInfo> settings() {
    return GraphSettings.infos(Flavor.INSTAGRAM);
  }

  @Override
  public String normalize(String address) {
    return Flavor.normalize(address);
  }

  @Override
  public Connector connect(ConnectorContext context) {
    return new GraphConnector(GraphSettings.of(Flavor.INSTAGRAM, context));
  }
}
