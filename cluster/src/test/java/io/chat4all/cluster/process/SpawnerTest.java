package io.chat4all.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SpawnerTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void childDiesWithAKilledParentExactlyWhenItShould(boolean diesWithUs) throws Exception {
    assumeTrue(Tools.find("setpriv").isPresent(), "setpriv is not installed");
    var parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                SpawnAndStay.class.getName(),
                Boolean.toString(diesWithUs),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    var child = directory.resolve("child");
    await(() -> Files.exists(child));
    long pid = Long.parseLong(Files.readString(child));
    assertThat(ProcessTable.find(pid)).isPresent();

    parent.destroyForcibly().waitFor();

    if (diesWithUs) {
      await(() -> ProcessTable.find(pid).isEmpty());
    } else {
      assertThat(ProcessTable.find(pid)).isPresent();
      Tools.signal("KILL", List.of(pid));
    }
  }

  @Test
  void childGetsNothingOfOurEnvironmentAndItsOutputIsKept() throws IOException {
    var output = directory.resolve("log.txt");
    try (var spawner = new Spawner(true)) {
      spawner.start(List.of("/bin/sh", "-c", "env"), Map.of("ONLY", "this"), directory, output);
      await(() -> Files.exists(output) && Files.readString(output).contains("ONLY=this"));
    }

    assertThat(Files.readString(output)).doesNotContain("HOME=", "PATH=/");
  }

  private static void await(Condition condition) throws IOException {
    while (!condition.holds()) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }
}
