package io.chat4all.connectors.example;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.api.Rates;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Capabilities;
import io.chat4all.core.connector.Capabilities.MediaBy;
import io.chat4all.core.connector.Capabilities.TextLimit;
import io.chat4all.core.connector.Channels.SettingInfo;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.ContentType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The channel `webhook`: people who are reached through some system of yours that takes and makes
/// signed HTTP calls. Thread-safe.
public final class WebhookConnectorFactory implements ConnectorFactory {

  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._@+-]{1,64}");

  @Override
  public ChannelId channel() {
    return new ChannelId("webhook");
  }

  @Override
  public String title() {
    return "Webhook";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        Set.of(ContentType.TEXT), // everything else comes to us as text
        Map.of(),
        new TextLimit(10_000, TextLimit.Unit.CHARACTERS),
        0, // no captions, because no files
        Set.of(DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ),
        false, // reactions
        false, // edits
        true, // replies
        Optional.empty(), // we may write at any time
        MediaBy.LINK);
  }

  @Override
  public Rates rates() {
    return new Rates(new Rates.Bucket(100, 50, Duration.ofSeconds(1)), Rates.Bucket.UNLIMITED, 20);
  }

  @Override
  public List<SettingInfo> settings() {
    return List.of(
        new SettingInfo("url", "where messages are posted to", true, false, ""),
        new SettingInfo("secret", "whsec_… that both sides sign with", true, true, ""));
  }

  @Override
  public String normalize(String address) {
    var name = address.strip();
    if (!ADDRESS.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "address: no name (expected: 1..64 letters, digits, and ._@+-)");
    }
    return name;
  }

  @Override
  public Connector connect(ConnectorContext context) {
    return new WebhookConnector(
        url(context.require("url")), Signature.of(context.require("secret")), context.clock());
  }

  private static URI url(String text) {
    try {
      var url = URI.create(text);
      if (url.getHost() != null && Set.of("http", "https").contains(url.getScheme())) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // said below, without the text: a URL may hold a token
    }
    throw new IllegalArgumentException("url: not a URL (expected: https://…)");
  }
}
