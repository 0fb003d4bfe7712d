package io.chat4all.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {

  private final Patience patience = new Patience(DeliveryConfig.DEFAULT, new Random(3));

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "5, 16", "9, 256", "10, 300", "40, 300", "1000, 300"})
  void theBackOffHasFullJitterUpToItsBound(int attempt, long mostSeconds) {
    var most = Duration.ofSeconds(mostSeconds);
    long sum = 0;
    for (int i = 0; i < 1_000; i++) {
      var wait = patience.backOff(attempt, Duration.ZERO);
      assertThat(wait).isBetween(Duration.ZERO, most);
      sum += wait.toMillis();
    }

    assertThat(sum / 1_000).isBetween(most.toMillis() * 4 / 10, most.toMillis() * 6 / 10);
  }

  @Test
  void theBackOffIsNeverShorterThanTheProviderAsked() {
    for (int i = 0; i < 100; i++) {
      assertThat(patience.backOff(1, Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
      assertThat(patience.backOff(9, Duration.ofSeconds(7)))
          .isBetween(Duration.ofSeconds(7), Duration.ofSeconds(256));
    }
  }
}
