package io.chat4all.cluster.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
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
  void addSaysWhichRolesThereAre() {
    assertThat(run("add", "broker", "--data-dir", directory.toString())).isEqualTo(2);

    assertThat(said.toString()).contains("'broker' (expected: gateway, router or connectors)");
  }

  @Test
  void upSaysWhatItCannotDoWithout() {
    assertThat(run("up", "--without", "kafka", "--data-dir", directory.toString())).isEqualTo(2);

    assertThat(said.toString()).contains("kafka", "cassandra, redis, s3");
  }

  @Test
  void killingANodeOfNoClusterSaysHowToHaveOne() {
    assertThat(run("kill", "gateway-1", "--data-dir", directory.toString())).isEqualTo(1);

    assertThat(said.toString()).contains("there is no cluster in " + directory, "cluster up");
  }

  private int run(String... args) {
    var out = new PrintWriter(said, true);
    return new CommandLine(new ClusterCommand()).setOut(out).setErr(out).execute(args);
  }
}
