package io.chat4all.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void quantilesAreNearTheTruth() {
    var latencies = new Latencies();
    for (int i = 1; i <= 1_000; i++) {
      latencies.add(Duration.ofMillis(i).toNanos());
    }

    assertThat(latencies.quantile(0.5).toMillis()).isBetween(500L, 535L);
    assertThat(latencies.quantile(0.99).toMillis()).isBetween(990L, 1_055L);
  }

  @Test
  void nothingTakesNoTime() {
    assertThat(new Latencies().quantile(0.99)).isZero();
  }

  @Test
  void extremesAreCounted() {
    var latencies = new Latencies();
    latencies.add(-5);
    latencies.add(0);

    assertThat(latencies.quantile(1)).isEqualTo(Duration.ofNanos(1_000));
    latencies.add(Long.MAX_VALUE);
    assertThat(latencies.quantile(1)).isGreaterThan(Duration.ofHours(1));
  }
}
