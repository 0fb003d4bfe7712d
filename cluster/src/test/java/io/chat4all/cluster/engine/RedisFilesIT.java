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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RedisFilesIT {

  @TempDir private Path directory;

  @Test
  void serves() throws IOException {
    int port = new FreePorts(new Random()).any();
    var files = new RedisFiles(program(), directory);
    files.prepare(port, "password");
    try (var spawner = new Spawner(true)) {
      long pid = spawner.start(files.command(), Map.of(), directory, directory.resolve("log.txt"));
      while (!HealthCheck.redis(port).isHealthy()) {
        assertThat(ProcessTable.find(pid)).isPresent();
        LockSupport.parkNanos(20_000_000);
      }
      Tools.signal("TERM", List.of(pid));
      while (ProcessTable.find(pid).isPresent()) {
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  private static Path program() throws IOException {
    try (var files = Files.list(Path.of("target/engines/redis").toAbsolutePath())) {
      return files.findFirst().orElseThrow();
    }
  }
}
