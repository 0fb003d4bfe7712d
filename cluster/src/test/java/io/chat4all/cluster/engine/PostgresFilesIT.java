package io.chat4all.cluster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.cluster.process.FreePorts;
import io.chat4all.cluster.process.ProcessTable;
import io.chat4all.cluster.process.Spawner;
import io.chat4all.cluster.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PostgresFilesIT {

  private static final Path ENGINE = Path.of("target/engines/postgres").toAbsolutePath();

  @TempDir private Path directory;
  private Spawner spawner;
  private int port;

  @BeforeEach
  void prepare() {
    spawner = new Spawner(true);
    port = new FreePorts(new Random()).any();
  }

  @AfterEach
  void end() {
    spawner.close();
  }

  @Test
  void servesAndComesBackAfterAKill() throws IOException {
    var files = new PostgresFiles(jar(), directory.resolve("data"));
    files.prepare("a password");
    long first = start(files);

    Tools.signal("KILL", List.of(first));
    awaitEnd(first);
    files.prepare("a password");
    long second = start(files);

    Tools.signal("INT", List.of(second));
    awaitEnd(second);
    assertThat(directory.resolve("password")).doesNotExist();
  }

  private long start(PostgresFiles files) {
    long pid =
        spawner.start(
            files.command(port), Map.of("LC_ALL", "C"), directory, directory.resolve("log.txt"));
    var health = HealthCheck.postgres(port, PostgresFiles.USER, PostgresFiles.USER);
    while (!health.isHealthy()) {
      assertThat(ProcessTable.find(pid)).isPresent();
      LockSupport.parkNanos(20_000_000);
    }
    return pid;
  }

  private static void awaitEnd(long pid) {
    while (ProcessTable.find(pid).isPresent()) {
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static Path jar() throws IOException {
    try (var files = Files.list(ENGINE)) {
      return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
    }
  }
}
