package io.chat4all.bench;

import io.chat4all.bench.load.Workload;
import io.chat4all.bench.wire.Endpoint;
import io.chat4all.bench.wire.MessageCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `chat4all bench`: loads a server, measures it and checks that nothing is lost.
///
/// Exit codes: 0 clean, 1 something was lost, repeated or out of order or nothing was accepted, 2
/// wrong usage, 4 no server could be reached.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = DeliveriesCommand.class,
    description = {
      "Loads a running server, or one it starts, measures it, reads everything back and checks it.",
      "",
      "Without an account it signs up its own users, who stay behind."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:clean",
      "1:something was lost, repeated or out of order, or nothing was accepted",
      "2:wrong usage",
      "4:no server could be reached"
    })
public final class BenchCommand implements Callable<Integer> {
  /// System property and environment variable with the command that starts a server.
  public static final String LAUNCHER = "CHAT4ALL_LAUNCHER";

  private static final int DIRTY = 1;
  private static final int UNREACHABLE = 4;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--url", description = "Server to load; without it one is started.")
  private Optional<String> url = Optional.empty();

  @Option(names = "--grpc-url", description = "Where gRPC is, when it is not at --url.")
  private Optional<String> grpcUrl = Optional.empty();

  @Option(
      names = "--protocol",
      description = "rest, grpc or ws (default: ws).",
      converter = ProtocolConverter.class)
  private BenchSettings.Protocol protocol = BenchSettings.Protocol.WS;

  @Option(names = "--rate", description = "Messages per second, or max (default: max).")
  private String rate = "max";

  @Option(
      names = "--duration",
      description = "How long to measure, as 60s or 2m (default: 60s).",
      converter = DurationConverter.class)
  private Duration duration = Duration.ofSeconds(60);

  @Option(
      names = "--warmup",
      description = "Load before that is not measured (default: 10s).",
      converter = DurationConverter.class)
  private Duration warmup = Duration.ofSeconds(10);

  @Option(names = "--conversations", description = "How many (default: 200).")
  private int conversations = 200;

  @Option(names = "--size", description = "Bytes of text, at least 40 (default: 300).")
  private int size = 300;

  @Option(names = "--in-flight", description = "Per conversation, with --rate max (default: 8).")
  private int inFlight;

  @Option(
      names = "--max-outstanding",
      description = "Messages without an answer before a rate is not kept (default: 2 s of them).")
  private int maxOutstanding;

  @Option(names = "--hot", description = "One conversation with 64 in flight.")
  private boolean hot;

  @Option(names = "--sessions", description = "Idle WebSocket sessions to open and hold.")
  private int sessions;

  @Option(
      names = "--history",
      description = "Fill one conversation with so many messages and measure pages of 50.")
  private int history;

  @Option(
      names = "--acks",
      description = "How often recipients acknowledge; 0 for never (default: 500ms).",
      converter = DurationConverter.class)
  private Duration acks = Duration.ofMillis(500);

  @Option(
      names = "--drain",
      description = "How long to wait for an answer or push that does not come (default: 10s).",
      converter = DurationConverter.class)
  private Duration drain = Duration.ofSeconds(10);

  @Option(names = "--username", description = "Use this user's account alone.")
  private Optional<String> username = Optional.empty();

  @Option(names = "--password", description = "Password of --username.")
  private Optional<String> password = Optional.empty();

  @Option(names = "--client-id", description = "Use this API client's account alone.")
  private Optional<String> clientId = Optional.empty();

  @Option(names = "--client-secret", description = "Secret of --client-id.")
  private Optional<String> clientSecret = Optional.empty();

  @Option(names = "--server-pid", description = "Process to measure, when it is not found.")
  private long serverPid;

  @Option(names = "--json", description = "One JSON object instead of a table.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException, IOException {
    var settings = settings();
    var line = commandLine();
    try {
      var report = new Bench(settings, line.getErr()).run();
      line.getOut().print(json ? report.toJson() : report.toTable());
      line.getOut().flush();
      return report.isClean() ? 0 : DIRTY;
    } catch (UncheckedIOException e) {
      line.getErr().println("bench: " + e.getMessage() + ": " + e.getCause());
      return UNREACHABLE;
    } catch (IllegalStateException e) {
      line.getErr().println("bench: " + e.getMessage());
      return DIRTY;
    }
  }

  private BenchSettings settings() {
    try {
      var server = url.map(Endpoint::of);
      var launcher = launcher();
      if (server.isEmpty() && launcher.isEmpty()) {
        throw new IllegalArgumentException("--url: missing, and " + LAUNCHER + " is not set");
      }
      if (size < MessageCodec.MIN_SIZE || size > 60_000) {
        throw new IllegalArgumentException("--size: " + size + " (expected: 40..60000)");
      }
      int count = hot || history > 0 ? 1 : conversations;
      if (count < 1 || sessions < 0 || history < 0) {
        throw new IllegalArgumentException(
            "--conversations: %d, --sessions: %d, --history: %d (expected: not negative)"
                .formatted(count, sessions, history));
      }
      return new BenchSettings(
          server,
          grpcUrl.map(Endpoint::of),
          launcher,
          serverPid > 0 ? OptionalLong.of(serverPid) : OptionalLong.empty(),
          protocol,
          workload(),
          count,
          size,
          sessions,
          history,
          account(),
          drain);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /// The command that starts a server, where it is known.
  static Optional<String> launcher() {
    return Optional.ofNullable(System.getProperty(LAUNCHER))
        .or(() -> Optional.ofNullable(System.getenv(LAUNCHER)));
  }

  private Workload workload() {
    double perSecond = rate.equals("max") || history > 0 ? 0 : Double.parseDouble(rate);
    if (perSecond == 0 && !rate.equals("max") && history == 0) {
      throw new IllegalArgumentException("--rate: 0 (expected: more, or max)");
    }
    int each = inFlight > 0 ? inFlight : hot ? 64 : history > 0 ? 256 : 8;
    int most =
        maxOutstanding > 0 ? maxOutstanding : Math.clamp((long) (perSecond * 2), 1_000, 50_000);
    return history > 0
        ? new Workload(0, Duration.ZERO, Duration.ofHours(1), each, most, acks, history)
        : new Workload(perSecond, warmup, duration, each, most, acks, 0);
  }

  private Optional<BenchSettings.Account> account() {
    if (username.isPresent() != password.isPresent()
        || clientId.isPresent() != clientSecret.isPresent()
        || (username.isPresent() && clientId.isPresent())) {
      throw new IllegalArgumentException(
          "account: incomplete (expected: --username and --password, or --client-id and"
              + " --client-secret)");
    }
    return username
        .map(name -> new BenchSettings.Account(name, password.orElseThrow(), false))
        .or(() ->
            clientId.map(id -> new BenchSettings.Account(id, clientSecret.orElseThrow(), true)));
  }

  private CommandLine commandLine() {
    var described = spec;
    if (described == null) {
      throw new IllegalStateException("not started by picocli");
    }
    return described.commandLine();
  }

  /// Reads `rest`, `grpc` or `ws`.
  static final class ProtocolConverter
      implements CommandLine.ITypeConverter<BenchSettings.Protocol> {
    @Override
    public BenchSettings.Protocol convert(String text) {
      for (var protocol : BenchSettings.Protocol.values()) {
        if (protocol.name().equalsIgnoreCase(text)) {
          return protocol;
        }
      }
      throw new CommandLine.TypeConversionException("'" + text + "' (expected: rest, grpc or ws)");
    }
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
