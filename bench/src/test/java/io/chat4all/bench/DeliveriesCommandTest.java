package io.chat4all.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DeliveriesCommandTest {

  private final StringWriter err = new StringWriter();

  @BeforeEach
  void setLauncher() {
    System.setProperty(BenchCommand.LAUNCHER, "false");
  }

  @AfterEach
  void clearLauncher() {
    System.clearProperty(BenchCommand.LAUNCHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--channel=email",
        "--channel=fax",
        "--hang=fax",
        "--hang=messenger",
        "--hang=telegram --hang-rate=0",
        "--rate=0",
        "--rate=-1",
        "--rate=200 --messages=10",
        "--rate=200 --duration=soon",
        "--messages=0",
        "--people=0",
        "--size=39",
        "--size=901",
        "--warmup=-1"
      })
  void wrongUsageIsToldApart(String options) {
    assertThat(run(options.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString()).contains("expected");
  }

  @Test
  void aServerThatDoesNotStartIsNoMeasurement() {
    assertThat(run("--messages=10")).isEqualTo(1);
    assertThat(err.toString()).contains("was not ready");
  }

  private int run(String... options) {
    return new CommandLine(new DeliveriesCommand())
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err))
        .execute(options);
  }
}
