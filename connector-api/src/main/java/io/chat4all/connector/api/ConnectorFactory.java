package io.chat4all.connector.api;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Capabilities;
import io.chat4all.core.connector.Channels.SettingInfo;
import java.util.List;

/// The door of a connector: found by `java.util.ServiceLoader`, one per channel, on the class path
/// or in a jar in `plugins/`.
///
/// Has a public constructor without parameters. Thread-safe.
public interface ConnectorFactory {

  /// The channel it speaks.
  ChannelId channel();

  /// What people call the channel.
  String title();

  /// What the channel can do.
  Capabilities capabilities();

  /// How fast an account may send, as the provider limits it.
  Rates rates();

  /// What an account needs.
  List<SettingInfo> settings();

  /// The address as this channel writes it, so that the same place is always the same text; throws
  /// `IllegalArgumentException` (`address: … (expected: …)`) for one that cannot be.
  String normalize(String address);

  /// Makes a connector for one account. Does not call the provider. Throws
  /// `IllegalArgumentException` that names the setting for one that is missing or cannot be.
  Connector connect(ConnectorContext context);
}
