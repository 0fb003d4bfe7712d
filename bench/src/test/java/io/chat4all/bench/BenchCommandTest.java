package io.chat4all.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BenchCommandTest {
  private static final String[] SHORT = {
    "--rate",
    "500",
    "--warmup",
    "0",
    "--duration",
    "400ms",
    "--conversations",
    "4",
    "--drain",
    "1s",
    "--json"
  };

  @ParameterizedTest
  @ValueSource(strings = {"ws", "rest"})
  void aSoundServerGetsACleanVerdictAndTheRateIsKept(String protocol) throws Exception {
    try (var server = new ScriptedServer(_ -> Fault.NONE)) {
      var run = bench(server, SHORT, "--protocol", protocol, "--acks", "100ms");

      assertThat(run.exitCode).as(run.figures.toString()).isZero();
      assertThat(run.figure("sent")).isEqualTo("200");
      assertThat(run.figure("accepted")).isEqualTo("200");
      assertThat(run.figure("stored")).isEqualTo("200");
      assertThat(run.figure("kept_rate")).isEqualTo("true");
      assertThat(run.number("accepted_per_s")).isBetween(490.0, 510.0);
      assertThat(run.number("pushed_per_s")).isBetween(100.0, 510.0);
      assertThat(server.acks.get()).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LOSE, lost_in_history, 1",
    "LOSE_PUSH, lost_pushes, 1",
    "STORE_TWICE, duplicated, 1",
    "SWAP, reordered, 1",
    "SKIP_SEQ, seq_gaps, 1",
    "CORRUPT, corrupted, 1",
  })
  void aSingleFaultAmongHundredsIsFound(Fault fault, String figure, String count) throws Exception {
    try (var server = new ScriptedServer(n -> n == 123 ? fault : Fault.NONE)) {
      var run = bench(server, SHORT);

      assertThat(run.figure(figure)).isEqualTo(count);
      assertThat(run.exitCode).as(run.figures.toString()).isEqualTo(1);
    }
  }

  @Test
  void overRestAMessageMustStandBehindThoseAcceptedBeforeItWasSent() throws Exception {
    try (var server = new ScriptedServer(n -> n == 5 ? Fault.SWAP : Fault.NONE)) {
      var run =
          bench(
              server,
              SHORT,
              "--protocol",
              "rest",
              "--rate",
              "8",
              "--duration",
              "1s",
              "--conversations",
              "1");

      assertThat(run.figure("reordered")).isEqualTo("1");
      assertThat(run.exitCode).as(run.figures.toString()).isEqualTo(1);
    }
  }

  @Test
  void repeatedPushesAreAllowedAndCounted() throws Exception {
    try (var server = new ScriptedServer(n -> n % 100 == 7 ? Fault.PUSH_TWICE : Fault.NONE)) {
      var run = bench(server, SHORT);

      assertThat(run.figure("push_repeats")).isEqualTo("2");
      assertThat(run.figure("duplicated")).isEqualTo("0");
      assertThat(run.exitCode).as(run.figures.toString()).isZero();
    }
  }

  @Test
  void refusedMessagesAreCountedByCodeAndAreNotLost() throws Exception {
    try (var server = new ScriptedServer(n -> n % 100 == 7 ? Fault.REFUSE : Fault.NONE)) {
      var run = bench(server, SHORT);

      assertThat(run.figure("refusals.unavailable")).isEqualTo("2");
      assertThat(run.figure("accepted")).isEqualTo("198");
      assertThat(run.exitCode).as(run.figures.toString()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DROP_SENDER", "DROP_RECIPIENT", "CLOSE_RECIPIENT"})
  void aBrokenSessionComesBackAndNothingIsMissing(Fault fault) throws Exception {
    try (var server = new ScriptedServer(n -> n == 123 ? fault : Fault.NONE)) {
      var run = bench(server, SHORT);

      assertThat(run.figure("reconnects")).isEqualTo("1");
      assertThat(run.figure("reconnect_reasons.slow_consumer"))
          .isEqualTo(fault == Fault.CLOSE_RECIPIENT ? "1" : "missing");
      assertThat(run.figure("accepted")).isEqualTo("200");
      assertThat(run.figure("lost")).isEqualTo("0");
      assertThat(run.exitCode).as(run.figures.toString()).isZero();
    }
  }

  @Test
  void aStallIsChargedToEveryMessageItHeldUp() throws Exception {
    try (var server = new ScriptedServer(n -> n == 100 ? Fault.STALL : Fault.NONE)) {
      var run = bench(server, SHORT, "--duration", "1500ms");

      assertThat(run.number("accept_ms.max")).isGreaterThan(900);
      assertThat(run.number("accept_ms.p50"))
          .as("half of all were due in the stall")
          .isGreaterThan(1);
      assertThat(run.number("push_ms.p99")).isGreaterThan(900);
      assertThat(run.exitCode).as(run.figures.toString()).isZero();
    }
  }

  @Test
  void saysWhenTheRateCannotBeKept() throws Exception {
    try (var server = new ScriptedServer(n -> n == 100 ? Fault.STALL : Fault.NONE)) {
      var run = bench(server, SHORT, "--max-outstanding", "50");

      assertThat(run.figure("kept_rate")).isEqualTo("false");
      assertThat(run.number("sent") + run.number("unsent")).isBetween(195.0, 201.0);
      assertThat(run.number("unsent")).isPositive();
    }
  }

  @Test
  void aColdStartDoesNotCountAgainstTheRate() throws Exception {
    try (var server = new ScriptedServer(n -> n == 100 ? Fault.STALL : Fault.NONE)) {
      var run = bench(server, SHORT, "--max-outstanding", "50", "--warmup", "1500ms");

      assertThat(run.figure("kept_rate")).isEqualTo("true");
      assertThat(run.figure("sent")).isEqualTo("950");
      assertThat(run.number("accept_ms.max")).isLessThan(900);
    }
  }

  @Test
  void theClosedLoopKeepsAsManyInFlightAsAsked() throws Exception {
    try (var server = new ScriptedServer(_ -> Fault.NONE)) {
      var run = bench(server, SHORT, "--rate", "max", "--hot", "--in-flight", "5");

      assertThat(run.figure("conversations")).isEqualTo("1");
      assertThat(run.number("accepted")).isGreaterThan(300);
      assertThat(run.exitCode).as(run.figures.toString()).isZero();
    }
  }

  @Test
  void idleSessionsAreHeldAndHistoryPagesAreMeasured() throws Exception {
    try (var server = new ScriptedServer(_ -> Fault.NONE)) {
      var run = bench(server, SHORT, "--sessions", "300", "--history", "500");

      assertThat(run.figure("sessions")).isEqualTo("300");
      assertThat(run.figure("stored")).isEqualTo("500");
      assertThat(run.figure("history_ms.messages")).isEqualTo("500");
      assertThat(run.number("history_ms.random.p99")).isPositive();
      assertThat(run.exitCode).as(run.figures.toString()).isZero();
    }
  }

  @Test
  void oneAccountCanSendToItself() throws Exception {
    try (var server = new ScriptedServer(_ -> Fault.NONE)) {
      var run = bench(server, SHORT, "--username", "maria", "--password", "secret");

      assertThat(run.figure("lost")).isEqualTo("0");
      assertThat(run.exitCode).as(run.figures.toString()).isZero();
    }
  }

  @Test
  void theTableNamesTheVerdict() throws Exception {
    try (var server = new ScriptedServer(n -> n == 3 ? Fault.LOSE : Fault.NONE)) {
      var out = new StringWriter();
      int exitCode =
          commandLine(out)
              .execute(
                  "--url",
                  server.url(),
                  "--rate",
                  "100",
                  "--warmup",
                  "0",
                  "--duration",
                  "1",
                  "--conversations",
                  "1",
                  "--drain",
                  "300ms");

      assertThat(out.toString()).contains("lost                     1").contains("NOT CLEAN");
      assertThat(exitCode).isEqualTo(1);
    }
  }

  @Test
  void anUnreachableServerIsToldApart() {
    var out = new StringWriter();

    int exitCode = commandLine(out).execute("--url", "http://127.0.0.1:1", "--json");

    assertThat(exitCode).isEqualTo(4);
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--url=ftp://x",
        "--rate=0",
        "--rate=fast",
        "--size=39",
        "--duration=soon",
        "--protocol=smoke",
        "--conversations=0",
        "--username=maria"
      })
  void wrongUsageIsToldApart(String option) {
    int exitCode = commandLine(new StringWriter()).execute("--url", "http://127.0.0.1:1", option);

    assertThat(exitCode).isEqualTo(2);
  }

  private static Run bench(ScriptedServer server, String[] common, String... more)
      throws IOException {
    var arguments = new ArrayList<>(List.of("--url", server.url()));
    arguments.addAll(List.of(common));
    arguments.addAll(List.of(more));
    var out = new StringWriter();
    int exitCode = commandLine(out).execute(arguments.toArray(String[]::new));
    return new Run(exitCode, figures(out.toString()));
  }

  private static CommandLine commandLine(StringWriter out) {
    return new CommandLine(new BenchCommand())
        .setOverwrittenOptionsAllowed(true)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
  }

  /// One JSON object and nothing behind it, flattened to dotted names.
  private static Map<String, String> figures(String output) throws IOException {
    var figures = new HashMap<String, String>();
    try (var json = new JsonFactory().createParser(output)) {
      for (var token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token.isScalarValue()) {
          String path = json.getParsingContext().pathAsPointer().toString();
          figures.put(path.substring(1).replace('/', '.'), json.getText());
        }
      }
    }
    return figures;
  }

  private record Run(int exitCode, Map<String, String> figures) {
    String figure(String name) {
      return figures.getOrDefault(name, "missing");
    }

    double number(String name) {
      return Double.parseDouble(figure(name));
    }
  }
}
