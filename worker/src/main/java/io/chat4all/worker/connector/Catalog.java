package io.chat4all.worker.connector;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Channels;
import io.chat4all.core.error.ApiException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The channels that there are connectors for. Thread-safe.
final class Catalog implements Channels {

  private final Map<String, ConnectorFactory> factories = new TreeMap<>();
  private final Map<ChannelId, ChannelInfo> infos = new HashMap<>();
  private final Clock clock;

  Catalog(Collection<? extends ConnectorFactory> factories, Clock clock) {
    this.clock = clock;
    for (var factory : factories) {
      var channel = factory.channel();
      if (channel.equals(ChannelId.INTERNAL)
          || this.factories.putIfAbsent(channel.value(), factory) != null) {
        throw new IllegalArgumentException(
            "connectors: two for the channel '%s' (expected: one)".formatted(channel));
      }
      infos.put(
          channel,
          new ChannelInfo(channel, factory.title(), factory.capabilities(), factory.settings()));
    }
  }

  Optional<ConnectorFactory> factory(ChannelId channel) {
    return Optional.ofNullable(factories.get(channel.value()));
  }

  Collection<ConnectorFactory> factories() {
    return List.copyOf(factories.values());
  }

  /// Makes a connector; throws `IllegalArgumentException` that names the setting at fault.
  Connector connect(
      ConnectorFactory factory, ChannelAccountId account, Map<String, String> settings) {
    return factory.connect(new ConnectorContext(account, complete(factory, settings), clock));
  }

  @Override
  public Optional<ChannelInfo> find(ChannelId channel) {
    return Optional.ofNullable(infos.get(channel));
  }

  @Override
  public List<ChannelInfo> all() {
    return factories.keySet().stream().map(ChannelId::new).map(infos::get).toList();
  }

  @Override
  public Address normalize(ChannelId channel, String address) {
    var factory = require(channel);
    try {
      return new Address(channel, factory.normalize(address));
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("address", message(e));
    }
  }

  @Override
  public void check(ChannelAccountId account, Map<String, String> settings) {
    var factory = require(account.channel());
    try {
      connect(factory, account, settings).close();
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("settings", message(e));
    }
  }

  private ConnectorFactory require(ChannelId channel) {
    return factory(channel)
        .orElseThrow(() ->
            ApiException.invalid(
                "channel",
                "channel: '%s' (expected: one of %s)".formatted(channel, factories.keySet())));
  }

  /// The settings with the defaults of those that are not set.
  private static Map<String, String> complete(
      ConnectorFactory factory, Map<String, String> settings) {
    var complete = new HashMap<String, String>();
    var unknown = new TreeMap<>(settings);
    for (var info : factory.settings()) {
      unknown.remove(info.name());
      var value = settings.getOrDefault(info.name(), "");
      if (value.isBlank()) {
        value = info.defaultValue();
      }
      if (value.isBlank() && info.required()) {
        throw new IllegalArgumentException(info.name() + ": not set (expected: a value)");
      }
      complete.put(info.name(), value);
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: unknown setting (expected: one of %s)"
              .formatted(
                  unknown.firstKey(), factory.settings().stream().map(SettingInfo::name).toList()));
    }
    return complete;
  }

  private static String message(IllegalArgumentException e) {
    return String.valueOf(e.getMessage());
  }
}
