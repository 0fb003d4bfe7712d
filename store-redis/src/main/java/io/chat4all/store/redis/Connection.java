package io.chat4all.store.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// One connection to Redis, which is not repaired but replaced: what was sent over it is never sent
/// again. Commands are done in the order in which they were sent. Thread-safe.
final class Connection implements AutoCloseable {

  private final StatefulRedisConnection<String, byte[]> redis;
  private final Scripts scripts;
  private final String node = UUID.randomUUID().toString();

  Connection(StatefulRedisConnection<String, byte[]> redis, Scripts scripts) {
    this.redis = redis;
    this.scripts = scripts;
  }

  /// What this node is called on this connection: each has another name, so that whatever the last
  /// one left is a dead node's.
  String node() {
    return node;
  }

  boolean isOpen() {
    return redis.isOpen();
  }

  StatefulRedisConnection<String, byte[]> redis() {
    return redis;
  }

  CompletionStage<List<Long>> run(Scripts.Name script, List<String> keys, Object... args) {
    try {
      return scripts.run(redis.async(), script, keys, args);
    } catch (RedisException e) {
      // Lettuce throws at once when the connection has just been lost.
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public void close() {
    if (redis.isOpen()) {
      redis.close();
    }
  }
}
