package io.chat4all.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class CassandraNodeTest {

  @Test
  void itsWorkersAreNotWokenAtTheMicrosecond() throws IOException {
    var slack = timerSlack(threadNamed("epollEventLoop"));

    assertThat(slack).isEqualTo("1000000");
  }

  private static String timerSlack(String thread) {
    try {
      return Files.readString(Path.of("/proc", thread, "timerslack_ns")).strip();
    } catch (IOException e) {
      return abort("the timer slack of others is hidden: " + e.getMessage());
    }
  }

  private static String threadNamed(String beginning) throws IOException {
    var tasks = Path.of("/proc", Long.toString(RealCassandra.node().pid()), "task");
    try (var threads = Files.list(tasks)) {
      return threads
          .filter(thread -> name(thread).startsWith(beginning))
          .map(thread -> thread.getFileName().toString())
          .findFirst()
          .orElseThrow();
    }
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm"));
    } catch (IOException _) {
      return "";
    }
  }
}
