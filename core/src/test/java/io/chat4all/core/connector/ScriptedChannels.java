package io.chat4all.core.connector;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.message.ContentType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Channels that need no connector: `instagram`, `telegram` and `whatsapp`, for tests.
///
/// Each needs the settings `token` (secret) and takes `api-url`; a token of `bad` is refused.
/// Addresses of WhatsApp are digits, 5 or more; the others are anything without spaces.
/// Thread-safe.
public final class ScriptedChannels implements Channels {

  public static final ChannelId INSTAGRAM = new ChannelId("instagram");
  public static final ChannelId TELEGRAM = new ChannelId("telegram");
  public static final ChannelId WHATSAPP = new ChannelId("whatsapp");

  private static final List<SettingInfo> SETTINGS =
      List.of(
          new SettingInfo("token", "The credential.", true, true, ""),
          new SettingInfo(
              "api-url", "Where the provider is.", false, false, "https://example.org"));

  private final Map<String, ChannelInfo> infos = new TreeMap<>();

  /// All three.
  public ScriptedChannels() {
    add(INSTAGRAM, "Instagram", Set.of(DeliveryStatus.SENT, DeliveryStatus.READ));
    add(TELEGRAM, "Telegram", Set.of(DeliveryStatus.SENT));
    add(
        WHATSAPP,
        "WhatsApp",
        Set.of(DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ));
  }

  @Override
  public Optional<ChannelInfo> find(ChannelId channel) {
    return Optional.ofNullable(infos.get(channel.value()));
  }

  @Override
  public List<ChannelInfo> all() {
    return List.copyOf(infos.values());
  }

  @Override
  public Address normalize(ChannelId channel, String address) {
    if (find(channel).isEmpty()) {
      throw ApiException.invalid("channel", "channel: '%s' is not there".formatted(channel));
    }
    var text = channel.equals(WHATSAPP) ? address.replaceAll("[^0-9]", "") : address.strip();
    boolean possible = channel.equals(WHATSAPP) ? text.length() >= 5 : !text.isEmpty();
    if (!possible || text.contains(" ")) {
      throw ApiException.invalid("address", "address: not one of " + channel);
    }
    return new Address(channel, text);
  }

  @Override
  public void check(ChannelAccountId account, Map<String, String> settings) {
    var token = settings.getOrDefault("token", "");
    if (token.isEmpty() || token.equals("bad")) {
      throw ApiException.invalid("settings[\"token\"]", "token: not one (expected: a token)");
    }
  }

  private void add(ChannelId id, String title, Set<DeliveryStatus> receipts) {
    var capabilities =
        new Capabilities(
            Set.of(ContentType.TEXT, ContentType.IMAGE),
            Map.of(ContentType.IMAGE, 5L << 20),
            new Capabilities.TextLimit(4096, Capabilities.TextLimit.Unit.CHARACTERS),
            1024,
            receipts,
            true,
            false,
            true,
            id.equals(WHATSAPP) ? Optional.of(Duration.ofHours(24)) : Optional.empty(),
            Capabilities.MediaBy.UPLOAD);
    infos.put(id.value(), new ChannelInfo(id, title, capabilities, SETTINGS));
  }
}
