package io.chat4all.core.connector;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Capabilities.MediaBy;
import io.chat4all.core.connector.Capabilities.TextLimit;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.message.ContentType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The channels `whatsapp`, `telegram` and `instagram`, whose addresses are digits. Thread-safe.
public final class ScriptedChannels implements Channels {

  private static final Map<String, ChannelInfo> INFOS =
      Map.of(
          "whatsapp", info("whatsapp", DeliveryStatus.DELIVERED, DeliveryStatus.READ),
          "telegram", info("telegram"),
          "instagram", info("instagram", DeliveryStatus.READ));

  private static ChannelInfo info(String name, DeliveryStatus... receipts) {
    var reported = Stream.concat(Stream.of(DeliveryStatus.SENT), Stream.of(receipts)).toList();
    var capabilities =
        new Capabilities(
            Set.of(ContentType.TEXT, ContentType.IMAGE),
            Map.of(),
            new TextLimit(4_096, TextLimit.Unit.CHARACTERS),
            1_024,
            Set.copyOf(reported),
            true,
            false,
            true,
            Optional.empty(),
            MediaBy.UPLOAD);
    return new ChannelInfo(new ChannelId(name), name, capabilities, List.of());
  }

  @Override
  public Optional<ChannelInfo> find(ChannelId channel) {
    return Optional.ofNullable(INFOS.get(channel.value()));
  }

  @Override
  public List<ChannelInfo> all() {
    return INFOS.keySet().stream().sorted().map(INFOS::get).toList();
  }

  @Override
  public Address normalize(ChannelId channel, String address) {
    var digits = address.replaceAll("[ +()-]", "");
    if (find(channel).isEmpty() || !digits.matches("[0-9]{1,20}")) {
      throw ApiException.invalid("address", "address: not one of " + channel);
    }
    return new Address(channel, digits);
  }

  @Override
  public void check(ChannelAccountId account, Map<String, String> settings) {}
}
