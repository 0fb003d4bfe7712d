package io.chat4all.store.redis;

import io.chat4all.core.check.Finding;
import io.chat4all.core.limit.RateLimits;
import io.chat4all.core.presence.Presence;
import java.time.Clock;
import java.util.List;

/// What gateways share through Redis, none of which they need: presence and rate limits.
///
/// Nothing here fails or waits when Redis is away. No call takes longer than the configured time,
/// after three that got no answer none takes any, and each node goes on by what it knows itself. A
/// loss is one line in the log; it heals by itself.
///
/// Needs a Redis from version 5 on, alone or behind Sentinel; not Redis Cluster, where the keys of
/// one step would lie on several machines. After [#close] it goes on as without Redis. Thread-safe.
public final class RedisStore implements AutoCloseable {

  private final RedisPresence presence;
  private final RedisRateLimits limits;

  /// Begins to connect, and does not wait for it.
  public static RedisStore connect(RedisConfig config, Clock clock) {
    var store = new RedisStore(config, clock);
    store.presence.link().start();
    store.limits.start();
    return store;
  }

  /// Looks what is there, without waiting for a server that does not answer.
  public static List<Finding> examine(RedisConfig config, Clock clock) {
    return new Examination(config, clock).run();
  }

  private RedisStore(RedisConfig config, Clock clock) {
    presence = new RedisPresence(config);
    limits = new RedisRateLimits(config.prefix(), presence.link(), clock);
  }

  /// Who is there, over all nodes.
  public Presence presence() {
    return presence;
  }

  /// Limits that all nodes keep together. Their buckets in Redis go by the clock of the nodes.
  public RateLimits rateLimits() {
    return limits;
  }

  RedisRateLimits limits() {
    return limits;
  }

  /// Whether Redis is in use now.
  public boolean isReachable() {
    return presence.link().connection().isPresent();
  }

  /// Lets go of Redis, where the sessions of this node end. Closing again does nothing.
  @Override
  public void close() {
    limits.close();
    presence.leave();
  }
}
