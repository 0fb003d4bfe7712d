package io.chat4all.bench.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// An account of the simulated providers, as they say themselves that a server is to use it.
record Account(String channel, Map<String, String> settings) {
  private static final Pattern PUT =
      Pattern.compile("channels put (\\S+) \\S+((?: [a-z-]+=\\S+)+)");

  Account {
    settings = Map.copyOf(settings);
  }

  /// The accounts in what `chat4all simulators` prints: `channels put <channel> <name> <setting>=…`
  static List<Account> in(String hints) {
    return PUT.matcher(hints)
        .results()
        .map(found -> {
          var settings = new LinkedHashMap<String, String>();
          for (var setting : found.group(2).strip().split(" ", -1)) {
            int equals = setting.indexOf('=');
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
          }
          return new Account(found.group(1), settings);
        })
        .toList();
  }

  /// The same elsewhere.
  Account at(String baseUrl) {
    var other = new LinkedHashMap<>(settings);
    other.put("base-url", baseUrl);
    return new Account(channel, other);
  }
}
