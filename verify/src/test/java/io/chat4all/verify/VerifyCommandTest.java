package io.chat4all.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class VerifyCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpNamesFaultsAndExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("{kill|pause|restart}-{router|gateway|", "--seed", "something is wrong");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void saysWhatIsWrongWithTheUsage() {
    assertThat(run("--faults", "melt-broker")).isEqualTo(2);
    assertThat(err.toString()).contains("fault: 'melt-broker'");
    assertThat(run("--duration", "soon")).isEqualTo(2);
    assertThat(err.toString()).contains("'soon' (expected: such as 60s)");
    assertThat(run("--rate", "0", "--url", "http://127.0.0.1:1")).isEqualTo(2);
    assertThat(err.toString()).contains("rate: 0.0 (expected: > 0)");
    assertThat(run("--client-id", "a", "--url", "http://127.0.0.1:1")).isEqualTo(2);
    assertThat(err.toString()).contains("--client-secret");
  }

  @Test
  void saysThatNobodyAnswers() {
    assertThat(run("--url", "http://127.0.0.1:1", "--duration", "1s")).isEqualTo(4);
    assertThat(err.toString()).contains("verify: unreachable");
  }

  private int run(String... args) {
    return new CommandLine(new VerifyCommand(Clock.systemUTC()))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
