package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.bench.BenchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `bench deliveries` with a server and simulated providers that are processes of their own.
@Timeout(120)
class BenchDeliveriesIT {

  @BeforeEach
  void setLauncher() {
    System.setProperty(
        BenchCommand.LAUNCHER,
        String.join(
            " ",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
  }

  @AfterEach
  void clearLauncher() {
    System.clearProperty(BenchCommand.LAUNCHER);
  }

  @Test
  void everyMessageArrivesOnceAlsoWhileAnotherProviderHangs() {
    var out = new StringWriter();

    int exitCode =
        Main.commandLine(Map.of(), Clock.systemUTC())
            .setOut(new PrintWriter(out))
            .execute(
                "bench",
                "deliveries",
                "--hang=telegram",
                "--rate=50",
                "--duration=2s",
                "--hang-rate=10",
                "--warmup=20",
                "--people=20",
                "--json");

    assertThat(out.toString())
        .contains("\"lost\":0")
        .contains("\"repeated\":0")
        .contains("\"accepted_while_hanging\":20")
        .contains("\"p99_ratio\"");
    assertThat(exitCode).as(out.toString()).isZero();
  }
}
