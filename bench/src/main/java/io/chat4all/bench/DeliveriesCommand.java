package io.chat4all.bench;

import io.chat4all.bench.delivery.DeliveryBench;
import io.chat4all.bench.delivery.DeliverySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `chat4all bench deliveries`: measures messages that go out through a channel.
@Command(
    name = "deliveries",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures messages on their way out through a channel.",
      "",
      "Starts a server and the simulated providers, each a process of its own, sends",
      "over the public API, and reads in the providers' books what arrived: each",
      "accepted message once?",
      "",
      "Without --rate all messages are sent at once: how many deliveries a minute?",
      "With --rate each is due at its time: how long do they take, and what share of",
      "it is the engine's own? With --hang two such runs follow each other; in the",
      "second another provider takes calls and never answers, while messages to it",
      "keep coming.",
      ""
    },
    footer = {
      "",
      "What is measured:",
      "  end_to_end_ms  from when a message was due to when the provider had it",
      "  routing_ms     from accepted to routed, by the message's trace",
      "  own_ms         from routed to SENT, less the latency of the provider's answer",
      "  own_to_*_ms    its parts: until the attempt begins, until the provider has",
      "                 the message, from the provider's answer to SENT",
      "",
      "Examples:",
      "  chat4all bench deliveries --messages 10000",
      "  chat4all bench deliveries --rate 200 --duration 30s",
      "  chat4all bench deliveries --hang telegram"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every accepted message arrived once",
      "1:something was lost or repeated, nothing was accepted, or a process failed",
      "2:wrong usage"
    })
final class DeliveriesCommand implements Callable<Integer> {
  private static final int DIRTY = 1;
  private static final int BURST = 10_000;
  private static final double HANG_RATE = 200;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--channel",
      description =
          "messenger, instagram, whatsapp or telegram (default: messenger). Our connectors"
              + " keep to 300, 300, 80 and 30 a second.")
  private String channel = "messenger";

  @Option(names = "--messages", description = "How many at once, without --rate (default: 10000).")
  private Optional<Integer> messages = Optional.empty();

  @Option(names = "--rate", description = "Messages per second (with --hang default: 200).")
  private Optional<Double> rate = Optional.empty();

  @Option(
      names = "--duration",
      description = "How long with --rate, or each of the two with --hang (default: 30s).",
      converter = BenchCommand.DurationConverter.class)
  private Duration duration = Duration.ofSeconds(30);

  @Option(names = "--hang", description = "The channel whose provider hangs.")
  private Optional<String> hang = Optional.empty();

  @Option(names = "--hang-rate", description = "Messages per second to it (default: 20).")
  private double hangRate = 20;

  @Option(
      names = "--latency",
      description = "How long the providers' answers take (default: 50ms).",
      converter = BenchCommand.DurationConverter.class)
  private Duration latency = Duration.ofMillis(50);

  @Option(
      names = "--warmup",
      description =
          "Messages before, all at once, that are not measured (default: 15000, as the server"
              + " is slower until its code is compiled).")
  private int warmup = 15_000;

  @Option(names = "--people", description = "Who receive in turn (default: 200).")
  private int people = 200;

  @Option(names = "--size", description = "Bytes of text, 40 to 900 (default: 300).")
  private int size = 300;

  @Option(
      names = "--receipts",
      description = "Phones are on: the provider reports DELIVERED and READ of each message.")
  private boolean receipts;

  @Option(
      names = "--drain",
      description = "How long to wait for a delivery that does not come (default: 15s).",
      converter = BenchCommand.DurationConverter.class)
  private Duration drain = Duration.ofSeconds(15);

  @Option(names = "--json", description = "One JSON object instead of a table.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException, IOException {
    var settings = settings();
    var line = commandLine();
    try {
      var report = new DeliveryBench(settings, line.getErr(), Clock.systemUTC()).run();
      line.getOut().print(json ? report.toJson() : report.toTable());
      line.getOut().flush();
      return report.isClean() ? 0 : DIRTY;
    } catch (UncheckedIOException | IllegalStateException e) {
      line.getErr().println("bench: " + e.getMessage());
      return DIRTY;
    }
  }

  private DeliverySettings settings() {
    try {
      var launcher = BenchCommand.launcher();
      if (launcher.isEmpty()) {
        throw new IllegalArgumentException(BenchCommand.LAUNCHER + " is not set");
      }
      double perSecond = rate.orElse(hang.isPresent() ? HANG_RATE : 0);
      if (rate.isPresent() && perSecond <= 0) {
        throw new IllegalArgumentException("--rate: %s (expected: > 0)".formatted(perSecond));
      }
      if (messages.isPresent() && perSecond > 0) {
        throw new IllegalArgumentException("--messages: (expected: --duration with a rate)");
      }
      int count =
          perSecond > 0
              ? (int) Math.min(Integer.MAX_VALUE, perSecond * duration.toMillis() / 1_000)
              : messages.orElse(BURST);
      return new DeliverySettings(
          launcher.get(),
          channel,
          count,
          perSecond,
          warmup,
          hang.map(other -> new DeliverySettings.Hang(other, hangRate)),
          latency,
          people,
          size,
          receipts,
          drain);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private CommandLine commandLine() {
    var described = spec;
    if (described == null) {
      throw new IllegalStateException("not started by picocli");
    }
    return described.commandLine();
  }
}
