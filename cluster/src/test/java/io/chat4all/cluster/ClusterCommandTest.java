package io.chat4all.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.cluster.process.FreePorts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(30)
class ClusterCommandTest {

  @TempDir private Path directory;
  private final StringWriter said = new StringWriter();

  @Test
  void statusSaysThatThereIsNone() {
    assertThat(run("status", "--data-dir", directory.toString())).isEqualTo(1);

    assertThat(said.toString())
        .contains("No cluster in " + directory, "cluster up --data-dir " + directory);
  }

  @Test
  void downOfNothingIsNoFailure() {
    assertThat(run("down", "--data-dir", directory.toString())).isZero();

    assertThat(said.toString()).contains("No cluster in " + directory);
  }

  @Test
  void upSaysWhichOptionIsWrong() {
    assertThat(run("up", "--brokers", "2", "--data-dir", directory.toString())).isEqualTo(2);

    assertThat(said.toString()).contains("brokers: 2 (expected: 1 or 3)");
  }

  @Test
  void upOnTheDataOfAnotherShapeIsRefused() {
    new ClusterState(
            ClusterConfig.small(directory),
            ChosenPorts.of(ClusterConfig.small(directory), false, new FreePorts(new Random())))
        .save();

    assertThat(run("up", "--data-dir", directory.toString())).isEqualTo(1);

    assertThat(said.toString()).contains("has the data of another shape", "--delete");
  }

  private int run(String... args) {
    var out = new PrintWriter(said, true);
    return new CommandLine(new ClusterCommand()).setOut(out).setErr(out).execute(args);
  }
}
