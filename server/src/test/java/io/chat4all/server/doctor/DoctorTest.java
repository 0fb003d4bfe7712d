package io.chat4all.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.check.Finding;
import io.chat4all.core.check.Finding.Level;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DoctorTest {

  private final Doctor doctor = new Doctor(Duration.ofMillis(200));

  @Test
  void whatDoesNotAnswerInTimeHasFailedAndHoldsNobodyUp() throws InterruptedException {
    var never = new CountDownLatch(1);
    var silent =
        new Check(
            "silent",
            "SOME_SETTING",
            () -> {
              try {
                never.await();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
              return List.of();
            });
    var quick = new Check("quick", "OTHER", () -> List.of(Finding.ok("quick", "is there")));

    var findings = doctor.run(List.of(silent, quick, silent));

    assertThat(findings)
        .extracting(Finding::level)
        .containsExactly(Level.FAIL, Level.OK, Level.FAIL);
    assertThat(findings.getFirst().mend()).contains("SOME_SETTING");
  }

  @Test
  void aCheckThatThrowsHasFailed() throws InterruptedException {
    var broken =
        new Check(
            "broken",
            "SOME_SETTING",
            () -> {
              throw new IllegalStateException("what happened");
            });

    assertThat(doctor.run(List.of(broken)).getFirst().found()).contains("what happened");
  }

  @Test
  void findingsAreLinesOrJson() {
    var diagnosis =
        new Diagnosis(
            List.of(
                Finding.ok("jdk", "Java 25"),
                Finding.warn("kafka", "one\nbroker", "run three"),
                Finding.fail("redis", "no \"answer\"", "set REDIS_URL")));

    assertThat(diagnosis.toText().lines())
        .containsExactly(
            "ok    jdk    Java 25",
            "warn  kafka  one broker  → run three",
            "fail  redis  no \"answer\"  → set REDIS_URL");
    assertThat(diagnosis.toJson())
        .contains("\"healthy\"", "false", "\"level\"", "\"fail\"", "\"no \\\"answer\\\"\"");
    assertThat(diagnosis.isHealthy()).isFalse();
    assertThat(new Diagnosis(List.of(Finding.warn("a", "b", "c"))).isHealthy()).isTrue();
  }

  @Test
  void looksAtTheMachine(@TempDir Path dir) {
    assertThat(Machine.jdk(Runtime.Version.parse("25.0.1")).level()).isEqualTo(Level.OK);
    assertThat(Machine.jdk(Runtime.Version.parse("21.0.1")).level()).isEqualTo(Level.WARN);
    assertThat(Machine.room(dir.resolve("not/made/yet")).found()).contains("MiB");
    assertThat(dir).isEmptyDirectory();
    assertThat(Machine.room(Path.of("/proc/nothing")).level()).isEqualTo(Level.FAIL);
  }

  @Test
  void aPublicAddressWhereNobodyAnswersIsTold() {
    var findings = Machine.publicUrl(URI.create("http://127.0.0.1:1"), Clock.systemUTC());

    assertThat(findings).extracting(Finding::level).containsExactly(Level.WARN, Level.WARN);
    assertThat(findings.toString()).contains("CHAT4ALL_PUBLIC_URL", "not https");
  }
}
