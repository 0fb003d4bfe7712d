package io.chat4all.cluster.command;

import io.chat4all.cluster.ClusterConfig;
import io.chat4all.cluster.ClusterConfig.Engines;
import io.chat4all.cluster.ClusterConfig.Ports;
import io.chat4all.cluster.ClusterConfig.Proxy;
import io.chat4all.cluster.ClusterConfig.Roles;
import io.chat4all.cluster.LocalCluster;
import io.chat4all.cluster.process.Tools;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `chat4all cluster up`: starts a cluster and says how to use it.
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Starts the cluster; it goes on when this command ends, until `cluster down`.",
    footer = {
      "",
      "Examples:",
      "  chat4all cluster up",
      "  chat4all cluster up --foreground --brokers 1 --gateways 1 --routers 1"
    })
final class UpCommand implements Callable<Integer> {

  private static final double NANOS = 1e9;

  @Mixin private ClusterDirectory directory = new ClusterDirectory();

  @Option(
      names = "--foreground",
      description = "Stays, and ends the cluster when it is ended itself (Ctrl-C, kill).")
  private boolean foreground;

  @Option(
      names = "--brokers",
      paramLabel = "N",
      description = "Kafka brokers: 3 (default) with three replicas of everything, or 1.")
  private int brokers = 3;

  @Option(names = "--gateways", paramLabel = "N", description = "Gateways. Default: 2.")
  private int gateways = 2;

  @Option(names = "--routers", paramLabel = "N", description = "Routers. Default: 2.")
  private int routers = 2;

  @Option(
      names = "--connectors",
      paramLabel = "N",
      description = "Processes with the connectors. Default: 1.")
  private int connectors = 1;

  @Option(
      names = "--without",
      split = ",",
      paramLabel = "ENGINE",
      converter = EngineConverter.class,
      description =
          "Without cassandra (history is in PostgreSQL then), redis (each gateway knows only its"
              + " own sessions) or s3 (files are on the disk).")
  private Set<Engine> without = EnumSet.noneOf(Engine.class);

  @Option(names = "--no-simulators", description = "Without the simulated providers.")
  private boolean noSimulators;

  @Option(names = "--no-proxy", description = "Without HAProxy before the gateways.")
  private boolean noProxy;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Of the proxy, with TLS; 0 takes any free port. Default: 8443.")
  private int https = Ports.USUAL.https();

  @Option(
      names = "--http-port",
      paramLabel = "N",
      description = "Of the proxy, without TLS. Default: 8080.")
  private int http = Ports.USUAL.http();

  @Option(
      names = "--gateway-port",
      paramLabel = "N",
      description = "Of the first gateway; the others follow. Default: 8001.")
  private int gatewayPort = Ports.USUAL.firstGateway();

  @Option(
      names = "--simulators-port",
      paramLabel = "N",
      description = "Of the simulated providers. Default: 8100.")
  private int simulatorsPort = Ports.USUAL.simulators();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return Failures.shown(spec.commandLine(), this::up);
  }

  private int up() {
    long begin = System.nanoTime();
    var config = config();
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    if (!noProxy && Tools.find("haproxy").isEmpty()) {
      say(err, "haproxy is not installed: going on without a proxy (apt-get install haproxy)");
    }
    try (var ending = new Ending()) {
      var cluster =
          LocalCluster.up(
              config,
              node ->
                  say(err, "  %-13s healthy after %4.1f s".formatted(node.name(), seconds(begin))));
      var people = Welcome.prepare(cluster);
      say(err, "");
      say(out, "ready " + cluster.proxyUrl().orElse(cluster.plainUrl()));
      say(out, people.text(directory.option(), foreground));
      if (foreground) {
        ending.await();
        say(err, "stopping ...");
        cluster.close();
      }
    }
    return 0;
  }

  private ClusterConfig config() {
    try {
      var config =
          ClusterConfig.full(directory.path())
              .withEngines(
                  new Engines(
                      brokers, wants(Engine.CASSANDRA), wants(Engine.REDIS), wants(Engine.S3)))
              .withRoles(new Roles(gateways, routers, connectors))
              .withSimulators(!noSimulators)
              .withProxy(noProxy ? Proxy.OFF : Proxy.WHERE_INSTALLED)
              .withPorts(new Ports(https, http, gatewayPort, simulatorsPort));
      return foreground ? config : config.detached();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private boolean wants(Engine engine) {
    return !without.contains(engine);
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / NANOS;
  }

  private static void say(PrintWriter to, String line) {
    to.println(line);
    to.flush();
  }

  /// An engine that a cluster can do without.
  enum Engine {
    CASSANDRA,
    REDIS,
    S3;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Reads the name of an [Engine].
  static final class EngineConverter implements CommandLine.ITypeConverter<Engine> {
    @Override
    public Engine convert(String name) {
      return Arrays.stream(Engine.values())
          .filter(engine -> engine.toString().equals(name))
          .findFirst()
          .orElseThrow(() ->
              new CommandLine.TypeConversionException(
                  "'%s' (expected: some of cassandra, redis, s3)".formatted(name)));
    }
  }

  /// Ctrl-C and SIGTERM: wakes the command, and holds the end of the process until it is through.
  private static final class Ending implements AutoCloseable {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread caller = Thread.currentThread();

    Ending() {
      Runtime.getRuntime().addShutdownHook(new Thread(this::end, "shutdown"));
    }

    private void end() {
      asked.countDown();
      caller.interrupt();
      try {
        done.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    void await() {
      try {
        asked.await();
      } catch (InterruptedException _) {
        // Asked while it was about to wait.
      }
      Thread.interrupted();
    }

    @Override
    public void close() {
      done.countDown();
    }
  }
}
