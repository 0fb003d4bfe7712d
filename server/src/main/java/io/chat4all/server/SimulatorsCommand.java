package io.chat4all.server;

import io.chat4all.simulators.Simulators;
import io.chat4all.simulators.config.FaultConfig;
import io.chat4all.simulators.config.LimitConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `chat4all simulators`: the providers on this machine.
@Command(
    name = "simulators",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs Telegram, WhatsApp, Instagram and Messenger on this machine: their HTTP APIs with",
      "their real rules, and a page with the phones of some people. `demo` has them inside."
    },
    footer = {"", "Example: chat4all simulators --port 8100 --storm 7"})
final class SimulatorsCommand implements Callable<Integer> {

  private static final int DEFAULT_PORT = 8100;

  private final Clock clock;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port to listen on; 0 takes any free one. Default: 8100.")
  private int port = DEFAULT_PORT;

  @Option(
      names = "--latency",
      paramLabel = "MILLIS",
      description = "How long each answer takes, in milliseconds. Default: 0.")
  private int latency;

  @Option(names = "--no-limits", description = "Without the providers' rate limits.")
  private boolean noLimits;

  @Option(
      names = "--storm",
      paramLabel = "SEED",
      description = {
        "A bad day: answers fail or are lost, webhooks repeat, are late and out of order. The",
        "same seed makes the same faults."
      })
  private Optional<Long> storm = Optional.empty();

  SimulatorsCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    var config = config();
    try (var simulators = Simulators.start(config, clock)) {
      var ended = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown, "shutdown"));
      spec.commandLine().getErr().println(SimulatedAccounts.hints(simulators.url(), config));
      spec.commandLine().getOut().println("ready " + simulators.url());
      ended.await();
    }
    return 0;
  }

  private SimulatorsConfig config() {
    if (port < 0 || port > 65_535) {
      throw new ParameterException(spec.commandLine(), "--port: " + port + " (expected: 0..65535)");
    }
    if (latency < 0) {
      throw new ParameterException(
          spec.commandLine(), "--latency: " + latency + " (expected: >= 0)");
    }
    var config = SimulatorsConfig.demo().withPort(port);
    return config
        .withTiming(config.timing().withLatency(Duration.ofMillis(latency)))
        .withLimits(noLimits ? LimitConfig.off() : LimitConfig.real())
        .withFaults(storm.map(FaultConfig::stormy).orElse(FaultConfig.none()));
  }
}
