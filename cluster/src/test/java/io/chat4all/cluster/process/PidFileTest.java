package io.chat4all.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PidFileTest {

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("node/pid");
  }

  @Test
  void findsTheProcessThatItRemembers() throws IOException {
    var process = new ProcessBuilder("sleep", "60").start();
    try {
      new PidFile(file).write(process.pid());

      assertThat(new PidFile(file).running())
          .hasValueSatisfying(found -> assertThat(found.pid()).isEqualTo(process.pid()));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aProcessThatEndedDoesNotRun() throws IOException, InterruptedException {
    var process = new ProcessBuilder("sleep", "60").start();
    new PidFile(file).write(process.pid());

    process.destroyForcibly().waitFor();

    assertThat(new PidFile(file).running()).isEmpty();
  }

  @Test
  void anotherProcessWithThePidOfOursIsNotTakenForIt() throws IOException {
    long ourselves = ProcessHandle.current().pid();
    new PidFile(file).write(ourselves);
    long started = ProcessTable.find(ourselves).orElseThrow().startTicks();
    Files.writeString(file, ourselves + " " + (started - 1));

    assertThat(new PidFile(file).running()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "x y", "99999999 1"})
  void aFileThatMakesNoSenseIsNoProcess(String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);

    assertThat(new PidFile(file).running()).isEmpty();
  }

  @Test
  void noFileIsNoProcess() {
    assertThat(new PidFile(file).running()).isEmpty();
  }
}
