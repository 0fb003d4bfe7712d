package io.chat4all.connectors.whatsapp;

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
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes connectors for WhatsApp business numbers, which speak Meta's Cloud API
/// (developers.facebook.com/docs/whatsapp/cloud-api).
///
/// An address is a number in E.164 digits without `+`, or a business-scoped user id such as
/// `BR.1349…` for people who hide their number. A message's provider id is its `wamid`.
///
/// Free text may be sent for 24 hours after a person's last message; before and after that, only
/// templates. What the channel can do beyond the platform's content goes by a message's metadata,
/// and takes the place of its text:
///
/// | key | value |
/// |---|---|
/// | `whatsapp.template` | the name of an approved template |
/// | `whatsapp.template_language` | its language; `pt_BR` when it is not said |
/// | `whatsapp.template_params` | a JSON array: texts fill the body's places in order, objects are `components` as the Cloud API has them |
/// | `whatsapp.interactive` | the Cloud API's object `interactive`, as JSON: buttons, lists |
///
/// Thread-safe.
public final class WhatsAppConnectorFactory implements ConnectorFactory {

  private static final long MEGABYTE = 1L << 20;

  /// For `ServiceLoader`.
  public WhatsAppConnectorFactory() {}

  @Override
  public ChannelId channel() {
    return new ChannelId("whatsapp");
  }

  @Override
  public String title() {
    return "WhatsApp";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        EnumSet.allOf(ContentType.class),
        Map.of(
            ContentType.IMAGE, 5 * MEGABYTE,
            ContentType.AUDIO, 16 * MEGABYTE,
            ContentType.VIDEO, 16 * MEGABYTE,
            ContentType.FILE, 100 * MEGABYTE),
        new TextLimit(4_096, TextLimit.Unit.CHARACTERS),
        1_024,
        Set.of(DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ),
        true,
        false,
        true,
        Optional.of(Duration.ofHours(24)),
        MediaBy.UPLOAD);
  }

  /// 80 messages a second for a number; to one person 45 at once and then one every 6 seconds.
  @Override
  public Rates rates() {
    return new Rates(
        new Rates.Bucket(80, 80, Duration.ofSeconds(1)),
        new Rates.Bucket(45, 1, Duration.ofSeconds(6)),
        40);
  }

  @Override
  public List<SettingInfo> settings() {
    return List.of(
        new SettingInfo(
            "phone-number-id", "The id of the number, not the number itself", true, false, ""),
        new SettingInfo("token", "The access token of a system user", true, true, ""),
        new SettingInfo("app-secret", "The app's secret; signs its webhooks", true, true, ""),
        new SettingInfo(
            "verify-token", "Any text; given to Meta with the webhook's URL", true, true, ""),
        new SettingInfo(
            "base-url",
            "Where the Graph API is: Meta's, or a simulator",
            false,
            false,
            "https://graph.facebook.com"),
        new SettingInfo("api-version", "The Graph API's version", false, false, "v25.0"));
  }

  @Override
  public String normalize(String address) {
    return Addresses.normalize(address);
  }

  @Override
  public Connector connect(ConnectorContext context) {
    var settings = WhatsAppSettings.of(context);
    return new WhatsAppConnector(settings, new CloudApi(settings), context.clock());
  }
}
