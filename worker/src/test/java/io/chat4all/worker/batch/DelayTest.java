package io.chat4all.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.TestClock;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.log.LoggedFact;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DelayTest {

  private final Clock clock = new TestClock();
  private final Instant now = clock.instant();

  @Test
  void countsFromTheOldestFact() {
    assertThat(delay(now.minusMillis(5), now.minusMillis(1_500), now.minusMillis(20)))
        .isEqualTo(1_500);
  }

  @Test
  void aFactFromTheFutureHasNone() {
    assertThat(delay(now.plusSeconds(5))).isZero();
  }

  @Test
  void theStrangestTimeIsNoFailure() {
    assertThat(delay(Instant.MIN)).isPositive();
    assertThat(delay(Instant.MAX)).isZero();
  }

  private long delay(Instant... acceptedAt) {
    var facts =
        List.of(acceptedAt).stream()
            .map(at -> new LoggedFact<>(new LogPosition("log", 0, 0), at, false))
            .toList();
    return Delay.millis(facts, Function.identity(), clock);
  }
}
