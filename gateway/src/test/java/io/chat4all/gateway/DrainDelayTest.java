package io.chat4all.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DrainDelayTest {

  @Test
  void callersAreAnsweredAndSentElsewhereBeforeAnyIsRefused() throws Exception {
    try (var node = TestNode.startWithDrainDelay(Duration.ofSeconds(3))) {
      var bruno = node.user("bruno");
      assertThat(bruno.get("/v1/users/me").expect(200).header("connection")).isEmpty();

      var closed = CompletableFuture.runAsync(node.gateway()::close);

      Eventually.holds(() ->
          assertThat(bruno.get("/v1/users/me").expect(200).header("connection"))
              .isEqualTo("close"));
      closed.get(20, TimeUnit.SECONDS);
    }
  }
}
