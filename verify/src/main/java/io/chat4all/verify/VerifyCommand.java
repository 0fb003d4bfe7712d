package io.chat4all.verify;

import io.chat4all.client.Chat4AllException;
import io.chat4all.cluster.ClusterConfig;
import io.chat4all.cluster.ClusterException;
import io.chat4all.cluster.LocalCluster;
import io.chat4all.verify.fault.FaultKind;
import io.chat4all.verify.fault.Target;
import io.chat4all.verify.load.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `chat4all verify`: loads a platform, breaks it, mends it, and checks that nothing was lost,
/// repeated or reordered.
///
/// Exit codes: 0 clean, 1 something is wrong, 2 wrong usage, 4 the run could not be prepared.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sends through the public API while processes are killed, paused and",
      "restarted and connections are cut, all from a seed. Then mends everything",
      "and compares what clients were told with what every member reads: nothing",
      "lost, repeated or reordered, and statuses true.",
      "",
      "Without --url or --cluster it starts a cluster of its own on this machine.",
      "Users and conversations of a run stay behind."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:clean",
      "1:something is wrong; the report says what, and how to run the same again",
      "2:wrong usage",
      "4:the run could not be prepared"
    },
    footerHeading = "%nFaults:%n",
    footer = {
      "  {kill|pause|restart}-{router|gateway|connectors|broker|store|cache|files},",
      "  cut-clients, hold-clients, separated by commas; all; none.",
      "  Those that do not apply are left out.",
      "  restart-roles restarts all of ours, each 10 s after the one before is well",
      "  again (not in `all`).",
      "",
      "Examples:",
      "  chat4all verify --seed 7 --duration 2m --rate 200",
      "  chat4all verify --faults kill-router,pause-broker --json",
      "  chat4all verify --url http://localhost:8000 --faults none"
    })
public final class VerifyCommand implements Callable<Integer> {

  private static final int VIOLATED = 1;
  private static final int UNPREPARED = 4;
  private static final long SEEDS = 1_000_000;

  private final Clock clock;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--seed", description = "Chooses faults and load; without it a new one is taken.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--duration",
      description = "How long to send, as 60s or 10m (default: 60s).",
      converter = DurationConverter.class)
  private Duration duration = Duration.ofSeconds(60);

  @Option(names = "--rate", description = "Messages per second, all together (default: 500).")
  private double rate = 500;

  @Option(names = "--faults", description = "Which faults, see below (default: all).")
  private String faults = "all";

  @Option(
      names = "--every",
      description = "About how long from fault to fault (default: 10s).",
      converter = DurationConverter.class)
  private Duration every = Duration.ofSeconds(10);

  @Option(
      names = "--url",
      split = ",",
      description = "Gateways of an installation that runs; only connections are hit then.")
  private List<URI> urls = List.of();

  @Option(
      names = "--cluster",
      paramLabel = "DIR",
      description = "Data directory of a cluster that is up, to hit instead of an own one.")
  private Optional<Path> clusterDir = Optional.empty();

  @Option(names = "--simulators-url", description = "Simulated providers, for external deliveries.")
  private Optional<URI> simulators = Optional.empty();

  @Option(names = "--client-id", description = "API client of role service, for the same.")
  private Optional<String> clientId = Optional.empty();

  @Option(names = "--client-secret", description = "Its secret.")
  private Optional<String> clientSecret = Optional.empty();

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  public VerifyCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    var settings = settings();
    var line = commandLine();
    try (var target = target()) {
      var report = new Verify(settings, clock, line.getErr()).run(target);
      line.getOut().print(json ? report.toJson() : report.toText());
      line.getOut().flush();
      return report.isClean() ? 0 : VIOLATED;
    } catch (Chat4AllException e) {
      line.getErr().println("verify: " + e.code() + ": " + e.detail());
      return UNPREPARED;
    } catch (IllegalStateException | ClusterException | UncheckedIOException e) {
      line.getErr().println("verify: " + e.getMessage());
      return UNPREPARED;
    }
  }

  private VerifySettings settings() {
    try {
      return new VerifySettings(
          seed.orElse(Math.floorMod(clock.millis(), SEEDS)),
          Shape.of(rate, duration),
          FaultKind.parse(faults),
          every);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private Target target() {
    if (clientId.isPresent() != clientSecret.isPresent()) {
      throw new ParameterException(
          commandLine(), "account: incomplete (expected: --client-id and --client-secret)");
    }
    if (!urls.isEmpty()) {
      var admin = clientId.map(id -> new Target.Admin(id, clientSecret.orElseThrow()));
      return new UrlTarget(urls, simulators, admin);
    }
    if (clusterDir.isPresent()) {
      var found = LocalCluster.find(clusterDir.get()).filter(LocalCluster::isUp);
      if (found.isEmpty()) {
        throw new ClusterException("no cluster is up in " + clusterDir.get());
      }
      return new ClusterTarget(found.get(), false);
    }
    return ownCluster();
  }

  /// In a directory of its own, whose logs stay.
  private Target ownCluster() {
    var err = commandLine().getErr();
    try {
      var directory = Files.createTempDirectory("chat4all-verify-");
      err.println("verify: starting a cluster in " + directory);
      err.flush();
      return new ClusterTarget(LocalCluster.up(ClusterConfig.full(directory)), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CommandLine commandLine() {
    var described = spec;
    if (described == null) {
      throw new IllegalStateException("not started by picocli");
    }
    return described.commandLine();
  }

  /// Reads `500ms`, `60s`, `2m`, `1h`, or bare seconds.
  static final class DurationConverter implements CommandLine.ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      var parts = Pattern.compile("(\\d+)(ms|s|m|h)?").matcher(text);
      if (!parts.matches()) {
        throw new CommandLine.TypeConversionException("'" + text + "' (expected: such as 60s)");
      }
      long value = Long.parseLong(parts.group(1));
      return switch (String.valueOf(parts.group(2))) {
        case "ms" -> Duration.ofMillis(value);
        case "m" -> Duration.ofMinutes(value);
        case "h" -> Duration.ofHours(value);
        default -> Duration.ofSeconds(value);
      };
    }
  }
}
