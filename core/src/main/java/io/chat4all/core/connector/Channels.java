package io.chat4all.core.connector;

import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The channels that this process has connectors for. Thread-safe; never blocks.
public interface Channels {

  /// What the channel is called and can do; empty for a channel without a connector.
  Optional<ChannelInfo> find(ChannelId channel);

  /// All of them, by id.
  List<ChannelInfo> all();

  /// The address as its connector writes it, so that the same place is always the same text; throws
  /// `ApiException` with `INVALID_ARGUMENT` for one that cannot be, or an unknown channel.
  Address normalize(ChannelId channel, String address);

  /// Checks an account's settings; throws `ApiException` with `INVALID_ARGUMENT` that names the
  /// setting.
  void check(ChannelAccountId account, Map<String, String> settings);

  /// One channel.
  ///
  /// @param settings what an account of it needs
  record ChannelInfo(
      ChannelId id, String title, Capabilities capabilities, List<SettingInfo> settings) {
    public ChannelInfo {
      settings = List.copyOf(settings);
    }
  }

  /// One setting of an account.
  ///
  /// @param secret never answered again once it is set
  /// @param defaultValue empty for none
  record SettingInfo(
      String name, String description, boolean required, boolean secret, String defaultValue) {}
}
