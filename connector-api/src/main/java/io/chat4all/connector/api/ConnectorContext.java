package io.chat4all.connector.api;

import io.chat4all.core.channel.ChannelAccountId;
import java.time.Clock;
import java.util.Map;

/// What a connector is made of.
///
/// @param settings by name; those with a default are always there, an optional one without is empty
public record ConnectorContext(
    ChannelAccountId account, Map<String, String> settings, Clock clock) {

  public ConnectorContext {
    settings = Map.copyOf(settings);
  }

  /// One setting; empty when it is not set.
  public String setting(String name) {
    return settings.getOrDefault(name, "");
  }

  /// One setting that must be there; throws `IllegalArgumentException` that names it.
  public String require(String name) {
    var value = setting(name);
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + ": not set (expected: a value)");
    }
    return value;
  }

  @Override
  public String toString() {
    return "ConnectorContext[%s]".formatted(account);
  }
}
