package io.chat4all.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.check.Finding;
import io.chat4all.core.check.Finding.Level;
import io.chat4all.core.identity.Secret;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExaminationTest {

  private static List<Finding> examine(String url, Clock clock) {
    return RedisStore.examine(RedisConfig.of(new Secret(url)), clock);
  }

  private static List<Finding> examine(String url) {
    return examine(url, Clock.systemUTC());
  }

  @Test
  void tellsVersionAndClock() {
    try (var redis = new TestRedis("a-password")) {
      var url = "redis://:a-password@127.0.0.1:" + redis.port();
      var slow = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10));

      assertThat(examine(url)).extracting(Finding::level).containsExactly(Level.OK, Level.OK);
      assertThat(examine(url).getFirst().found()).contains("version");
      assertThat(examine(url, slow).getLast().level()).isEqualTo(Level.FAIL);
    }
  }

  @Test
  void saysWhatIsWrongAndNoSecret() {
    try (var redis = new TestRedis("a-password")) {
      var wrong = examine("redis://:guess@127.0.0.1:" + redis.port()).getFirst();
      var none = examine("redis://127.0.0.1:" + redis.port()).getFirst();

      assertThat(wrong.level()).isEqualTo(Level.FAIL);
      assertThat(wrong.found()).contains("wrong user or password").doesNotContain("guess");
      assertThat(none.found()).contains("wrong user or password");
      assertThat(none.mend()).contains("REDIS_URL");
    }
    var dead = examine("redis://:guess@127.0.0.1:1").getFirst();
    assertThat(dead.found()).contains("does not answer").doesNotContain("guess");
  }

  @Test
  void refusesAClusterOfRedis(@TempDir Path dir) {
    try (var redis = TestRedis.ofACluster(dir)) {
      var found = examine("redis://127.0.0.1:" + redis.port()).getFirst();

      assertThat(found.level()).isEqualTo(Level.FAIL);
      assertThat(found.found()).contains("cluster mode");
    }
  }
}
