package io.chat4all.server;

import static io.chat4all.server.ServerConfig.require;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How the channels are used.
///
/// @param plugins directory of further connectors; empty for the data directory's
/// @param defaultRoute where a message goes in a conversation with no other member
/// @param telegramToken makes the account `telegram/main`
record ChannelsConfig(
    Optional<Path> plugins,
    Optional<Target> defaultRoute,
    Secret telegramToken,
    Delivery delivery,
    long maxMediaBytes) {

  ChannelsConfig {
    require(maxMediaBytes >= 1, "channels.max-media-size", maxMediaBytes, ">= 1");
  }

  ChannelsConfig withDefaultRoute(Target target) {
    return new ChannelsConfig(plugins, Optional.of(target), telegramToken, delivery, maxMediaBytes);
  }

  /// How long deliveries are tried.
  record Delivery(Duration giveUpAfter, Duration fallbackAfter, Duration uncertainWait) {
    Delivery {
      require(giveUpAfter.isPositive(), "channels.give-up-after", giveUpAfter, "> 0s");
      require(fallbackAfter.isPositive(), "channels.fallback-after", fallbackAfter, "> 0s");
      require(uncertainWait.isPositive(), "channels.uncertain-wait", uncertainWait, "> 0s");
    }
  }

  /// Reads `channel/account/address`; empty for an empty text.
  static Optional<Target> target(String key, String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var parts = text.split("/", 3);
    require(parts.length == 3, key, text, "channel/account/address");
    try {
      var account = new ChannelAccountId(new ChannelId(parts[0]), parts[1]);
      return Optional.of(new Target(account, parts[2]));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("%s: %s".formatted(key, e.getMessage()));
    }
  }
}
