package io.chat4all.store.redis;

import io.chat4all.core.check.Finding;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Asks Redis what it is. Whatever it is not, the system goes on without it: so nothing here is
/// worse than what an operator should know before it matters.
final class Examination {

  private static final String NAME = "redis";
  private static final String SETTING = "redis.url (REDIS_URL)";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int OLDEST = 5;

  private final RedisConfig config;
  private final Clock clock;
  private final List<Finding> findings = new ArrayList<>();

  Examination(RedisConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  List<Finding> run() {
    var uri = config.uri();
    uri.setTimeout(TIMEOUT);
    try (var client = RedisClient.create(uri)) {
      client.setOptions(
          ClientOptions.builder()
              .autoReconnect(false)
              .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
              .timeoutOptions(TimeoutOptions.builder().fixedTimeout(TIMEOUT).build())
              .build());
      try (var connection = client.connect()) {
        examine(connection.sync());
      }
    } catch (RedisException e) {
      findings.add(refused(rootMessage(e)));
    }
    return findings;
  }

  private void examine(RedisCommands<String, String> redis) {
    var told = fields(redis.info("server") + "\r\n" + redis.info("replication"));
    var version = told.getOrDefault("redis_version", "?");
    if (told.getOrDefault("redis_mode", "").equals("cluster")) {
      findings.add(
          fail(
              "%s: version %s in cluster mode, where one step's keys lie on several machines"
                  .formatted(config.place(), version),
              "the address of a Redis alone or behind Sentinel"));
    } else if (major(version) < OLDEST) {
      findings.add(fail("%s: version %s".formatted(config.place(), version), "Redis 5 or later"));
    } else if (told.getOrDefault("role", "").equals("slave")) {
      findings.add(
          fail("%s: a replica, which takes no writes".formatted(config.place()), "its master"));
    } else {
      findings.add(Finding.ok(NAME, "%s: version %s".formatted(config.place(), version)));
    }
    skew(redis.time());
  }

  private void skew(List<String> time) {
    var theirs =
        Instant.ofEpochSecond(Long.parseLong(time.get(0)), 1_000 * Long.parseLong(time.get(1)));
    findings.add(Finding.clock("clock of redis", Duration.between(clock.instant(), theirs)));
  }

  private Finding refused(String message) {
    var upper = message.toUpperCase(Locale.ROOT);
    return upper.contains("WRONGPASS")
            || upper.contains("NOAUTH")
            || upper.contains("INVALID PASSWORD")
        ? fail(config.place() + " refuses us: wrong user or password", "its user and password")
        : fail(config.place() + " does not answer: " + message, "the address of a Redis that runs");
  }

  private static Finding fail(String found, String expected) {
    return Finding.fail(NAME, found, "set %s to %s".formatted(SETTING, expected));
  }

  private static int major(String version) {
    var first = version.split("\\.", 2)[0];
    return first.matches("\\d{1,4}") ? Integer.parseInt(first) : Integer.MAX_VALUE;
  }

  private static Map<String, String> fields(String info) {
    return info.lines()
        .map(line -> line.split(":", 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].strip(), (first, _) -> first));
  }

  private static String rootMessage(Throwable e) {
    var root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
