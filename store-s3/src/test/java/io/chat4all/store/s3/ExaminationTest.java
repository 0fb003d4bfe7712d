package io.chat4all.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.check.Finding;
import io.chat4all.core.check.Finding.Level;
import io.chat4all.core.identity.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ExaminationTest {

  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir private static Path dir;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer(dir);
    S3ObjectStore.open(server.config("files"), CLOCK).close();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<Finding> examine(S3Config config) {
    return S3ObjectStore.examine(config, CLOCK);
  }

  @Test
  void aBucketThatWorksIsOkAndSoIsTheClock() {
    assertThat(examine(server.config("files"))).extracting(Finding::level).containsOnly(Level.OK);
    assertThat(examine(server.config("files"))).hasSize(2);
  }

  @Test
  void aBucketThatIsMissingIsNotMade() {
    assertThat(examine(server.config("not-made")).getLast().found()).contains("no bucket");
    assertThat(examine(server.config("not-made")).getLast().found()).contains("no bucket");
  }

  @Test
  void aClockThatIsOffIsTold() {
    var behind = Clock.offset(CLOCK, Duration.ofMinutes(-10));

    var clock = S3ObjectStore.examine(server.config("files"), behind).getFirst();

    assertThat(clock.level()).isEqualTo(Level.FAIL);
    assertThat(clock.found()).contains("ahead of");
  }

  @Test
  void saysWhichSettingIsWrongAndNoSecret() {
    var secret = new Secret("wrong-secret");

    var wrong = examine(S3Config.of(server.endpoint(), "files", TestServer.ACCESS_KEY, secret));
    var dead = examine(TestServer.config(URI.create("http://127.0.0.1:1"), "files"));

    assertThat(wrong.getLast().level()).isEqualTo(Level.FAIL);
    assertThat(wrong.getLast().mend()).contains("MINIO_SECRET_KEY");
    assertThat(wrong.toString()).doesNotContain("wrong-secret");
    assertThat(dead.getLast().mend()).contains("MINIO_ENDPOINT");
  }
}
