package io.chat4all.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.TestClock;
import io.chat4all.core.limit.RateLimits.Taking;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What all rate limits do.
@Timeout(30)
public abstract class RateLimitsContract {

  private static final Limit LIMIT = new Limit("send", 10, 20);

  /// The clock of the limits.
  protected final TestClock clock = new TestClock();

  /// Limits without history, the same ones throughout a test.
  protected abstract RateLimits limits();

  private int takeAll(Limit limit, String key) {
    int taken = 0;
    while (limits().tryTake(limit, key) instanceof Taking.Taken && taken < 1_000) {
      taken++;
    }
    return taken;
  }

  @Test
  void aBurstIsTakenAndNoMore() {
    assertThat(takeAll(LIMIT, "maria")).isEqualTo(20);

    assertThat(limits().tryTake(LIMIT, "maria"))
        .isEqualTo(new Taking.RetryAfter(Duration.ofMillis(100)));
  }

  @Test
  void theNextTokenIsThereWhenItWasAnnounced() {
    takeAll(LIMIT, "maria");

    clock.advance(Duration.ofMillis(40));
    assertThat(limits().tryTake(LIMIT, "maria"))
        .isEqualTo(new Taking.RetryAfter(Duration.ofMillis(60)));
    clock.advance(Duration.ofMillis(60));

    assertThat(takeAll(LIMIT, "maria")).isEqualTo(1);
  }

  @Test
  void aBucketFillsUpToItsBurst() {
    takeAll(LIMIT, "maria");

    clock.advance(Duration.ofMillis(500));
    assertThat(takeAll(LIMIT, "maria")).isEqualTo(5);
    clock.advance(Duration.ofHours(1));
    assertThat(takeAll(LIMIT, "maria")).isEqualTo(20);
  }

  @Test
  void everyKeyAndEveryLimitHasItsOwnBucket() {
    takeAll(LIMIT, "maria");

    assertThat(takeAll(LIMIT, "ana")).isEqualTo(20);
    assertThat(takeAll(new Limit("login", 1, 3), "maria")).isEqualTo(3);
  }

  @Test
  void ofManyAtOnceNoneIsCountedTwice() throws Exception {
    Callable<Integer> all = () -> takeAll(LIMIT, "maria");
    try (var executor = Executors.newFixedThreadPool(4)) {
      var takers = executor.invokeAll(Collections.nCopies(4, all));

      assertThat(takers.stream().mapToInt(Future::resultNow).sum()).isEqualTo(20);
    }
  }

  @Test
  void aClockThatIsSetBackMakesNobodyWaitForLong() {
    takeAll(LIMIT, "maria");

    clock.advance(Duration.ofHours(-1));
    assertThat(limits().tryTake(LIMIT, "maria"))
        .isEqualTo(new Taking.RetryAfter(Duration.ofMillis(100)));
    clock.advance(Duration.ofSeconds(2));

    assertThat(limits().tryTake(LIMIT, "maria")).isEqualTo(Taking.TAKEN);
  }
}
