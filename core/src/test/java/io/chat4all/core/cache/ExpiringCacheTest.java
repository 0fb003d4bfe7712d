package io.chat4all.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.TestClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExpiringCacheTest {

  private final TestClock clock = new TestClock();
  private final ExpiringCache<String, Integer> cache =
      new ExpiringCache<>(2, Duration.ofMinutes(1), clock);
  private final AtomicInteger loads = new AtomicInteger();

  @Test
  void loadsOnceUntilItExpires() {
    assertThat(get("a")).isEqualTo(1);
    assertThat(get("a")).isEqualTo(1);

    clock.advance(Duration.ofMinutes(2));

    assertThat(get("a")).isEqualTo(2);
  }

  @Test
  void leastRecentlyUsedGoesFirst() {
    assertThat(get("a")).isEqualTo(1);
    assertThat(get("b")).isEqualTo(2);
    assertThat(get("a")).isEqualTo(1);
    assertThat(get("c")).isEqualTo(3);

    assertThat(cache.peek("a")).isPresent();
    assertThat(cache.peek("b")).isEmpty();
  }

  @Test
  void invalidatedKeyIsLoadedAgain() {
    assertThat(get("a")).isEqualTo(1);

    cache.invalidate("a");

    assertThat(get("a")).isEqualTo(2);
  }

  @Test
  void loadThatOverlapsAnInvalidationIsNotRemembered() {
    int stale =
        cache.get(
            "a",
            _ -> {
              cache.invalidate("a");
              return 7;
            });

    assertThat(stale).isEqualTo(7);
    assertThat(cache.peek("a")).isEmpty();
  }

  private int get(String key) {
    return cache.get(key, _ -> loads.incrementAndGet());
  }
}
