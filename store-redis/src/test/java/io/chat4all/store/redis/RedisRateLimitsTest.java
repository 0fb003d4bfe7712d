package io.chat4all.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.limit.Limit;
import io.chat4all.core.limit.RateLimits;
import io.chat4all.core.limit.RateLimits.Taking;
import io.chat4all.core.limit.RateLimitsContract;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RedisRateLimitsTest extends RateLimitsContract {

  private static final Limit LIMIT = new Limit("send", 10, 50);
  private static final AtomicInteger tests = new AtomicInteger();
  private static TestRedis redis;
  private RedisConfig config;
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
    config = redis.config().withPrefix("t" + tests.incrementAndGet() + ":");
    store = connected();
  }

  private RedisStore connected() {
    var opened = RedisStore.connect(config, clock);
    Eventually.isTrue(opened::isReachable);
    return opened;
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected RateLimits limits() {
    return store.rateLimits();
  }

  private static int takeAll(RateLimits limits, int most) {
    int taken = 0;
    while (taken < most && limits.tryTake(LIMIT, "maria") instanceof Taking.Taken) {
      taken++;
    }
    return taken;
  }

  @Test
  void whatAllNodesTookTogetherCounts() {
    try (var other = connected()) {
      assertThat(takeAll(store.rateLimits(), 1_000)).isEqualTo(50);
      Eventually.isTrue(
          () -> other.rateLimits().tryTake(LIMIT, "maria") instanceof Taking.RetryAfter);

      clock.advance(Duration.ofHours(1));
      assertThat(takeAll(store.rateLimits(), 10)).isEqualTo(10);
      assertThat(takeAll(other.rateLimits(), 10)).isEqualTo(10);
    }
  }

  @Test
  void aUserOfOneNodeMeetsOnlyItsBucket() {
    int taken = takeAll(store.rateLimits(), 1_000);
    for (int i = 0; i < 20; i++) {
      clock.advance(Duration.ofMillis(100));
      taken += takeAll(store.rateLimits(), 1_000);
      store.limits().report();
    }

    assertThat(taken).isEqualTo(50 + 20);
  }
}
