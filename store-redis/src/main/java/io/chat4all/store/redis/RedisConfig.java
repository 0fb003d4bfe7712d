package io.chat4all.store.redis;

import io.chat4all.core.identity.Secret;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/// Where Redis is and how it is used.
///
/// @param url such as `redis://:password@host:6379/0`, `rediss://` for TLS,
///   `redis-sentinel://host1,host2/0#master` (`REDIS_URL`); secret because a password may be in it
/// @param prefix what the name of every key begins with (`CHAT4ALL_REDIS_PREFIX`)
/// @param timeout the longest that a call waits for Redis
/// @param heartbeat how often this node says that it lives
/// @param deadAfter how long after its last heartbeat a node's sessions no longer count
public record RedisConfig(
    Secret url, String prefix, Duration timeout, Duration heartbeat, Duration deadAfter) {

  private static final String URL = "redis.url (REDIS_URL)";
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.:-]{0,100}");

  public RedisConfig {
    checkUrl(url);
    require(
        PREFIX.matcher(prefix).matches(),
        "redis.prefix (CHAT4ALL_REDIS_PREFIX)",
        prefix,
        "at most 100 letters, digits, '_', '.', ':', '-'");
    require(timeout.isPositive(), "redis.timeout", timeout, "> 0");
    require(heartbeat.isPositive(), "redis.heartbeat", heartbeat, "> 0");
    require(
        deadAfter.compareTo(heartbeat.multipliedBy(2)) >= 0,
        "redis.dead-after",
        deadAfter,
        "at least two heartbeats");
  }

  /// The usual settings: 50 milliseconds for a call, a heartbeat every 5 seconds, dead after 15.
  public static RedisConfig of(Secret url) {
    return new RedisConfig(
        url, "chat4all:", Duration.ofMillis(50), Duration.ofSeconds(5), Duration.ofSeconds(15));
  }

  /// The same with another prefix.
  public RedisConfig withPrefix(String other) {
    return new RedisConfig(url, other, timeout, heartbeat, deadAfter);
  }

  /// The same with other signs of life.
  public RedisConfig withHeartbeat(Duration every, Duration dead) {
    return new RedisConfig(url, prefix, timeout, every, dead);
  }

  RedisURI uri() {
    return RedisURI.create(url.reveal());
  }

  /// The address without what is secret in it.
  String place() {
    var address = URI.create(url.reveal());
    var authority = String.valueOf(address.getRawAuthority());
    return address.getScheme() + "://" + authority.substring(authority.lastIndexOf('@') + 1);
  }

  private static void checkUrl(Secret url) {
    if (!url.isSet()) {
      throw new IllegalArgumentException(URL + ": not set (expected: such as redis://host:6379)");
    }
    try {
      var _ = RedisURI.create(url.reveal());
    } catch (IllegalArgumentException _) {
      // Its message repeats the text, which may hold a password.
      throw new IllegalArgumentException(
          URL + ": not understood (expected: such as redis://:password@host:6379/0)");
    }
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(key, value, expected));
    }
  }
}
