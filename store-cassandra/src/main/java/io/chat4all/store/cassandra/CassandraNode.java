package io.chat4all.store.cassandra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A real Cassandra node as a child process of its own class path, on a loopback address: for tests
/// and for clusters on one machine, not for production.
///
/// It keeps its data in a directory and may be started there again. Its commit log is synced before
/// a write is acknowledged, so that killing it loses nothing that was acknowledged. It dies with
/// this process: at an orderly end by a shutdown hook, and where `setpriv` is there, also when this
/// process is killed.
///
/// Runs on the JVM of this process, 25 or later: see the module `cassandra-node`, whose build
/// writes the class path. User-defined functions stay off, because what guards them is not there.
/// Thread-safe.
public final class CassandraNode implements AutoCloseable {

  private static final Duration LONGEST_STOP = Duration.ofSeconds(20);
  private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

  private final Settings settings;
  private final Process process;
  private final Thread hook;

  /// How a node runs.
  ///
  /// @param classPath of Cassandra, as the build of `cassandra-node` writes it, behind that
  ///   module's own classes
  /// @param dir where data and log are
  /// @param address a loopback address, another one for each node
  /// @param port for clients, see [#freePort]
  /// @param storagePort for other nodes; the same for all nodes of a cluster
  /// @param seed the address of the first node
  /// @param options see [Options]
  public record Settings(
      String classPath,
      Path dir,
      String address,
      int port,
      int storagePort,
      String seed,
      Options options) {

    /// The only node of its cluster, on free ports.
    public static Settings single(String classPath, Path dir, Options options) {
      return new Settings(
          classPath, dir, "127.0.0.1", freePort(), freePort(), "127.0.0.1", options);
    }
  }

  /// What differs between clusters.
  ///
  /// @param heapMib 384 does for a test
  /// @param logins whether clients must log in; first as `cassandra` with the password `cassandra`
  /// @param shortLived whether it is up soon rather than fast later; one that is killed then loses
  ///   its tables
  /// @param longestStart after which a start has failed
  public record Options(int heapMib, boolean logins, boolean shortLived, Duration longestStart) {

    /// A small node without logins.
    public static Options small() {
      return new Options(384, false, false, Duration.ofMinutes(2));
    }

    /// The same with logins.
    public Options withLogins() {
      return new Options(heapMib, true, shortLived, longestStart);
    }

    /// The same for some seconds of work.
    public Options forShort() {
      return new Options(heapMib, logins, true, longestStart);
    }
  }

  private CassandraNode(Settings settings, Process process, Thread hook) {
    this.settings = settings;
    this.process = process;
    this.hook = hook;
  }

  /// The class path that a build of `cassandra-node` left in its `target` directory.
  public static String builtClassPath(Path target) {
    try {
      return target.toAbsolutePath().normalize().resolve("classes")
          + System.getProperty("path.separator")
          + Files.readString(target.resolve("cassandra.classpath"));
    } catch (IOException e) {
      throw new UncheckedIOException("%s: no class path (expected: a build)".formatted(target), e);
    }
  }

  /// Starts a node and waits until it takes clients.
  public static CassandraNode start(Settings settings) {
    try {
      var dir = Files.createDirectories(settings.dir()).toAbsolutePath();
      Files.writeString(dir.resolve("cassandra.yaml"), yaml(settings, dir));
      Files.writeString(dir.resolve("logback.xml"), LOGBACK);
      var process =
          new ProcessBuilder(command(settings, dir))
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve("log").toFile()))
              .start();
      var hook = Thread.ofPlatform().unstarted(process::destroyForcibly);
      Runtime.getRuntime().addShutdownHook(hook);
      var node = new CassandraNode(settings, process, hook);
      node.awaitStarted();
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException("Cassandra: cannot be started", e);
    }
  }

  /// A port that nobody listens on at this moment.
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  private static List<String> command(Settings settings, Path dir) {
    var command = new ArrayList<String>();
    for (var setpriv : List.of("/usr/bin/setpriv", "/bin/setpriv")) {
      if (command.isEmpty() && Files.isExecutable(Path.of(setpriv))) {
        command.addAll(List.of(setpriv, "--pdeathsig", "KILL", "--"));
      }
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    var options = settings.options();
    command.addAll(
        List.of(
            "-Xms" + options.heapMib() + "m",
            "-Xmx" + options.heapMib() + "m",
            "-Dcassandra.config=" + dir.resolve("cassandra.yaml").toUri(),
            "-Dcassandra.storagedir=" + dir,
            "-Dlogback.configurationFile=" + dir.resolve("logback.xml")));
    command.addAll(JVM_OPTIONS);
    if (options.shortLived()) {
      command.addAll(SHORT_LIVED);
    }
    for (var module : EXPORTED) {
      command.add("--add-exports=" + module + "=ALL-UNNAMED");
    }
    for (var module : OPENED) {
      command.add("--add-opens=" + module + "=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", settings.classPath(), "io.chat4all.cassandra.CassandraMain"));
    return command;
  }

  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-XX:+ExitOnOutOfMemoryError",
          "-Dcassandra-foreground=yes",
          "-Dcassandra.ring_delay_ms=1000",
          "-Dcassandra.consistent.rangemovement=false",
          "-Dcassandra.skip_wait_for_gossip_to_settle=0",
          "-Dcassandra.superuser_setup_delay_ms=0",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  private static final List<String> SHORT_LIVED =
      List.of(
          "-XX:TieredStopAtLevel=1",
          // Not before the first flush: whoever kills the node before has no schema afterwards.
          "-Dcassandra.test.flush_local_schema_changes=false");

  // As in the jvm17-server.options of Cassandra 5, without what a JDK 25 no longer has.
  private static final List<String> EXPORTED =
      List.of(
          "java.base/java.lang.ref",
          "java.base/jdk.internal.misc",
          "java.base/sun.nio.ch",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.rmi/sun.rmi.transport.tcp",
          "java.sql/java.sql");
  private static final List<String> OPENED =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.module",
          "java.base/java.lang.reflect",
          "java.base/java.math",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/sun.nio.ch",
          "jdk.management/com.sun.management.internal");

  private static final String LOGBACK =
      """
      <configuration>
        <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{0} %msg%n</pattern></encoder>
        </appender>
        <logger name="org.apache.cassandra.config.Config" level="WARN"/>
        <root level="INFO"><appender-ref ref="OUT"/></root>
      </configuration>
      """;

  private static String yaml(Settings settings, Path dir) {
    boolean logins = settings.options().logins();
    return """
    cluster_name: chat4all
    num_tokens: 4
    partitioner: org.apache.cassandra.dht.Murmur3Partitioner
    data_file_directories: ["%1$s/data"]
    commitlog_directory: "%1$s/commitlog"
    hints_directory: "%1$s/hints"
    saved_caches_directory: "%1$s/caches"
    cdc_raw_directory: "%1$s/cdc"
    # Periodic, the default, loses what was acknowledged last when the only node is killed.
    commitlog_sync: batch
    # Past the page cache where the disk takes that: syncing a mapped segment costs a page fault for every write.
    commitlog_disk_access_mode: auto
    commitlog_segment_size: 16MiB
    memtable_heap_space: 96MiB
    memtable_offheap_space: 96MiB
    memtable_allocation_type: offheap_objects
    key_cache_size: 16MiB
    file_cache_size: 64MiB
    concurrent_reads: 16
    concurrent_writes: 32
    auto_snapshot: false
    paxos_variant: v2
    seed_provider:
      - class_name: org.apache.cassandra.locator.SimpleSeedProvider
        parameters: [{seeds: "%2$s:%3$d"}]
    listen_address: %4$s
    rpc_address: %4$s
    storage_port: %3$d
    native_transport_port: %5$d
    endpoint_snitch: SimpleSnitch
    authenticator: %6$s
    authorizer: %7$s
    """
        .formatted(
            dir,
            settings.seed(),
            settings.storagePort(),
            settings.address(),
            settings.port(),
            logins ? "PasswordAuthenticator" : "AllowAllAuthenticator",
            logins ? "CassandraAuthorizer" : "AllowAllAuthorizer");
  }

  private void awaitStarted() throws IOException {
    long end = System.nanoTime() + settings.options().longestStart().toNanos();
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        kill();
        throw new IllegalStateException(
            "Cassandra has not started: "
                + lastLines()
                + " (expected: a client port within "
                + settings.options().longestStart().toSeconds()
                + " s)");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private boolean listens() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(settings.address(), settings.port()), 1_000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private String lastLines() throws IOException {
    var log = Files.readString(settings.dir().resolve("log"), StandardCharsets.UTF_8);
    return log.substring(Math.max(0, log.length() - 1_000));
  }

  /// Where clients find it, as `host:port`.
  public String contactPoint() {
    return settings.address() + ":" + settings.port();
  }

  /// The number of its process.
  public long pid() {
    return process.pid();
  }

  /// How it was started; to start it again.
  public Settings settings() {
    return settings;
  }

  /// Kills it, as a loss of the process would, and waits until it is gone.
  public void kill() {
    stop(process::destroyForcibly);
  }

  /// Stops it in order and waits; kills it when that takes too long. Stopping again does nothing.
  @Override
  public void close() {
    stop(process::destroy);
  }

  private void stop(Runnable how) {
    how.run();
    try {
      if (!process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The JVM is ending, and the hook with it.
    }
  }
}
