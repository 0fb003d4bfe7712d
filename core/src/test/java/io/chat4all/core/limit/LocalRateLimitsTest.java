package io.chat4all.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.limit.RateLimits.Taking;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LocalRateLimitsTest extends RateLimitsContract {

  private static final Limit ONCE = new Limit("once", 1, 1);
  private final LocalRateLimits limits = new LocalRateLimits(100, clock);

  @Override
  protected RateLimits limits() {
    return limits;
  }

  private void touch(int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(limits.tryTake(ONCE, "user" + i)).isEqualTo(Taking.TAKEN);
    }
  }

  @Test
  void fullBucketsGoFirstWhenThereAreTooMany() {
    touch(0, 99);
    clock.advance(Duration.ofSeconds(1));
    touch(99, 101);

    assertThat(limits.size(ONCE)).isEqualTo(2);
    assertThat(limits.tryTake(ONCE, "user99")).isInstanceOf(Taking.RetryAfter.class);
  }

  @Test
  void thereAreNeverManyMoreThanTheCapacity() {
    touch(0, 1_000);

    assertThat(limits.size(ONCE)).isBetween(90, 100);
  }

  @Test
  void limitsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new Limit("send", 0, 1))
        .hasMessage("limit send: 0 a second, 1 at once (expected: 1..1000000)");
    assertThatThrownBy(() -> new Limit("Send it", 1, 1)).hasMessageContaining("'Send it'");
  }
}
