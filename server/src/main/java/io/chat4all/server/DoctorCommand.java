package io.chat4all.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.chat4all.server.doctor.Diagnosis;
import io.chat4all.server.doctor.Doctor;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `chat4all doctor`: looks at everything that the settings name, and says the mend.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Looks at everything that the settings name, and says what to do about what",
      "is wrong. Reads the same settings as `serve`, and changes nothing but a small",
      "object that it writes to S3 and deletes again. One line for each finding: ok,",
      "warn or fail, what was looked at, what was found, and the mend."
    },
    footer = {
      "",
      "Exit codes: 0 nothing failed, 1 something did, 2 the settings cannot be read.",
      "Example: chat4all doctor --config chat4all.conf"
    })
final class DoctorCommand implements Callable<Integer> {

  private final Map<String, String> env;
  private final Clock clock;

  @Mixin private DataOptions options = new DataOptions();

  @Option(names = "--json", description = "One JSON object instead of lines.")
  private boolean json;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for answers. Default: 20.")
  private int timeout = 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  DoctorCommand(Map<String, String> env, Clock clock) {
    this.env = env;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerConfig.require(timeout >= 1, "--timeout", timeout, ">= 1");
    var settings = options.load(env);
    try (var _ = Silence.begin()) {
      var findings = new Doctor(Duration.ofSeconds(timeout)).run(Checks.of(settings, clock));
      var diagnosis = new Diagnosis(findings);
      var out = spec.commandLine().getOut();
      out.print(json ? diagnosis.toJson() : diagnosis.toText());
      out.flush();
      return diagnosis.isHealthy() ? 0 : 1;
    }
  }

  /// What drivers would log, the findings say: nothing is logged while it lasts.
  private record Silence(Map<Logger, Level> before) implements AutoCloseable {

    static Silence begin() {
      var before = new HashMap<Logger, Level>();
      if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
        for (var logger : context.getLoggerList()) {
          var level = logger.getLevel();
          if (level != null) {
            before.put(logger, level);
            logger.setLevel(Level.OFF);
          }
        }
      }
      return new Silence(before);
    }

    @Override
    public void close() {
      before.forEach(Logger::setLevel);
    }
  }
}
