package io.chat4all.server;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What a process does. Any number of processes may have each role; only the log and the stores
/// connect them.
enum ServerRole {
  /// Serves the API, pushes events to sessions, and takes the calls of providers.
  GATEWAY,
  /// Turns what was accepted into history, deliveries and events.
  ROUTER,
  /// Makes deliveries, asks providers for news, and works through what they tell.
  CONNECTORS,
  /// Calls customers' webhooks.
  WEBHOOKS;

  static final Set<ServerRole> ALL = EnumSet.allOf(ServerRole.class);

  /// Reads a list such as `gateway, router`.
  static Set<ServerRole> parse(String list) {
    return Arrays.stream(list.split(","))
        .map(ServerRole::of)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(ServerRole.class)));
  }

  private static ServerRole of(String word) {
    return ALL.stream()
        .filter(role -> role.toString().equals(word.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new ConfigException(
                "roles: %s (expected: some of %s)"
                    .formatted(
                        word.strip(),
                        ALL.stream().map(ServerRole::toString).collect(Collectors.joining(", ")))));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
