package io.chat4all.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), new Random(1));

  @Test
  void doublesUpToItsMaximumAndScattersByHalf() {
    for (int failures = 1; failures <= 100; failures++) {
      var ceiling = Duration.ofMillis(Math.min(5_000, 100L << Math.min(failures - 1, 20)));

      assertThat(backoff.after(failures, Duration.ZERO)).isBetween(ceiling.dividedBy(2), ceiling);
    }
  }

  @Test
  void neverComesBackSoonerThanTheServerAsked() {
    var asked = Duration.ofSeconds(3);

    for (int i = 0; i < 100; i++) {
      assertThat(backoff.after(1, asked)).isBetween(asked, asked.multipliedBy(6).dividedBy(5));
    }
  }
}
