package io.chat4all.connectors.telegram;

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
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Makes connectors for Telegram bots, which speak the Bot API (core.telegram.org/bots/api).
///
/// An address is a chat id; only private chats come in. A bot learns neither of delivery nor of
/// reading, so a message stays SENT. A message's provider id is `<chat id>:<message id>`, because
/// Telegram counts messages per chat.
///
/// An account in mode `webhook` expects that a person has called `setWebhook` with the URL of the
/// account's webhook, `webhook-secret` as `secret_token`, and `allowed_updates` of `message`,
/// `edited_message`, `message_reaction` and `my_chat_member`. An account in mode `poll` removes a
/// webhook that it meets.
///
/// Thread-safe.
public final class TelegramConnectorFactory implements ConnectorFactory {

  private static final Pattern CHAT_ID = Pattern.compile("-?[1-9][0-9]{0,15}");
  private static final long MAX_UPLOAD = 50L << 20;

  /// For `ServiceLoader`.
  public TelegramConnectorFactory() {}

  @Override
  public ChannelId channel() {
    return new ChannelId("telegram");
  }

  @Override
  public String title() {
    return "Telegram";
  }

  @Override
  public Capabilities capabilities() {
    var sizes = new EnumMap<ContentType, Long>(ContentType.class);
    for (var type :
        List.of(ContentType.IMAGE, ContentType.FILE, ContentType.AUDIO, ContentType.VIDEO)) {
      sizes.put(type, MAX_UPLOAD);
    }
    return new Capabilities(
        EnumSet.allOf(ContentType.class),
        sizes,
        new TextLimit(4_096, TextLimit.Unit.CHARACTERS),
        1_024,
        Set.of(DeliveryStatus.SENT),
        true,
        true,
        true,
        Optional.empty(),
        MediaBy.UPLOAD);
  }

  /// About 30 messages a second to all, and one a second to one chat with short bursts.
  @Override
  public Rates rates() {
    var second = Duration.ofSeconds(1);
    return new Rates(new Rates.Bucket(30, 30, second), new Rates.Bucket(5, 1, second), 32);
  }

  @Override
  public List<SettingInfo> settings() {
    return List.of(
        new SettingInfo("token", "The bot's token, from @BotFather", true, true, ""),
        new SettingInfo(
            TelegramSettings.BASE_URL,
            "Where the Bot API is: Telegram's, one's own server, or a simulator",
            false,
            false,
            "https://api.telegram.org"),
        new SettingInfo(
            "mode",
            "How news come in: poll, or webhook (see webhook-secret)",
            false,
            false,
            "poll"),
        new SettingInfo(
            "webhook-secret",
            "The secret_token that setWebhook was called with; needed in mode webhook",
            false,
            true,
            ""));
  }

  @Override
  public String normalize(String address) {
    var trimmed = address.strip();
    if (!isChatId(trimmed)) {
      throw new IllegalArgumentException(
          "address: no Telegram chat (expected: a chat id of up to 16 digits)");
    }
    return trimmed;
  }

  static boolean isChatId(String text) {
    return CHAT_ID.matcher(text).matches();
  }

  @Override
  public Connector connect(ConnectorContext context) {
    var settings = TelegramSettings.of(context);
    var api = new BotApi(settings);
    return new TelegramConnector(settings, api, new UpdateReader(context.clock()), context.clock());
  }
}
