package io.chat4all.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.cluster.NodeSpec.Place;
import io.chat4all.cluster.process.ProcessTable;
import io.chat4all.cluster.process.Spawner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessNodeTest {

  @TempDir private Path directory;
  private Spawner spawner;

  @BeforeEach
  void prepare() {
    spawner = new Spawner(true);
  }

  @AfterEach
  void end() {
    spawner.close();
  }

  @Test
  void isKilledAndStartedAgainAsAnotherProcess() {
    var node = node("exec sleep 300");
    node.start();
    long first = node.pid().getAsLong();

    node.kill();

    assertThat(node.isAlive()).isFalse();
    assertThat(node.pid()).isEmpty();
    node.start();
    assertThat(node.pid().getAsLong()).isNotEqualTo(first);
    node.kill();
  }

  @Test
  void startingWhatRunsChangesNothing() {
    var node = node("exec sleep 300");
    node.start();
    long first = node.pid().getAsLong();

    node.start();

    assertThat(node.pid()).hasValue(first);
    node.kill();
  }

  @Test
  void isPausedAndResumed() {
    var node = node("exec sleep 300");
    node.start();

    node.pause();

    assertThat(node.isPaused()).isTrue();
    assertThat(node.isAlive()).isTrue();
    assertThat(node.isHealthy()).isFalse();
    node.resume();
    assertThat(node.isPaused()).isFalse();
    node.kill();
  }

  @Test
  void stopsInGoodOrderEvenWhenItIsPaused() throws IOException {
    var node =
        node("trap 'echo in good order; exit 0' TERM; echo up; while :; do sleep 0.05; done");
    node.start();
    awaitLog(node, "up");
    node.pause();

    assertThat(node.stop()).isTrue();

    assertThat(node.isAlive()).isFalse();
    assertThat(Files.readString(node.logFile())).contains("in good order");
  }

  @Test
  void isKilledWhenItDoesNotStop() throws IOException {
    var node = node("trap '' TERM; echo up; while :; do sleep 0.05; done");
    node.start();
    awaitLog(node, "up");

    assertThat(node.stop(Duration.ofMillis(200))).isFalse();

    assertThat(node.isAlive()).isFalse();
  }

  @Test
  void childrenAreKilledWithIt() throws IOException {
    var node = node("sleep 300 & echo child $!; wait");
    node.start();
    awaitLog(node, "child ");
    long child =
        Long.parseLong(Files.readString(node.logFile()).strip().replaceFirst("child ", ""));

    node.kill();

    assertThat(ProcessTable.find(child)).isEmpty();
  }

  @Test
  void saysWhatANodeWroteThatEndedWhileItStarted() {
    var node =
        new ProcessNode(
            spec("echo the disk is full; exit 1", new Place(1, () -> false)), directory, spawner);

    assertThatThrownBy(node::start)
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("tested ended while it started")
        .hasMessageContaining("| the disk is full");
  }

  @Test
  void anotherProcessFindsItByItsPidFile() {
    var node = node("exec sleep 300");
    node.start();

    var found = node("exec sleep 300");

    assertThat(found.pid()).isEqualTo(node.pid());
    assertThat(found.residentBytes()).isPositive();
    found.kill();
    assertThat(node.isAlive()).isFalse();
  }

  private ProcessNode node(String script) {
    return new ProcessNode(spec(script, new Place(1, () -> true)), directory, spawner);
  }

  private static NodeSpec spec(String script, Place place) {
    return new NodeSpec(
        "tested",
        NodeKind.ROUTER,
        place,
        () -> {},
        List.of("/bin/sh", "-c", script),
        Map.of("PATH", "/usr/bin:/bin"),
        "TERM");
  }

  private static void awaitLog(Node node, String word) throws IOException {
    while (!Files.readString(node.logFile()).contains(word)) {
      Thread.onSpinWait();
    }
  }
}
