package io.chat4all.store.redis;

import io.chat4all.core.presence.Presence;
import io.chat4all.core.presence.PresenceContract;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

final class RedisPresenceTest extends PresenceContract {

  private static final AtomicInteger tests = new AtomicInteger();
  private static TestRedis redis;
  private RedisStore store;

  @BeforeAll
  static void startRedis() {
    redis = new TestRedis();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void connect() {
    store =
        RedisStore.connect(
            redis.config().withPrefix("t" + tests.incrementAndGet() + ":"), Clock.systemUTC());
    Eventually.isTrue(store::isReachable);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected Presence presence() {
    return store.presence();
  }
}
