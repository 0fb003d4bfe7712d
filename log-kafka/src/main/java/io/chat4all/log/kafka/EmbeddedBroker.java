package io.chat4all.log.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A real Kafka broker of one node inside this process, reachable from this machine only.
///
/// Its data lies in one directory and survives a kill of the process at any moment: what was
/// acknowledged is there after the next start. It does not force data to the disk on every write,
/// so a loss of power may lose the last moments. Installs no shutdown hook: whoever starts it
/// closes it, after everything that uses it. A fault that Kafka cannot live with ends the process.
///
/// Thread-safe.
public final class EmbeddedBroker implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final String LOCK_FILE = "broker.lock";
  private static final String CLUSTER_FILE = "broker.cluster-id";

  private final KafkaRaftServer server;
  private final FileChannel lockChannel;
  private final int port;
  private boolean closed;

  private EmbeddedBroker(KafkaRaftServer server, FileChannel lockChannel, int port) {
    this.server = server;
    this.lockChannel = lockChannel;
    this.port = port;
  }

  /// Starts on a free port. See [#start(Path, int)].
  public static EmbeddedBroker start(Path directory) {
    return start(directory, 0);
  }

  /// Starts on the data in `directory`, which is made when it is not there, and returns when the
  /// broker serves. Port 0 is any free port.
  ///
  /// Throws `IllegalStateException` when the directory holds something else, or another broker runs
  /// on it, or the port is taken.
  public static EmbeddedBroker start(Path directory, int port) {
    return start(directory, port, Map.of());
  }

  /// With settings of Kafka's that stand over ours.
  static EmbeddedBroker start(Path directory, int port, Map<String, String> more) {
    var path = directory.toAbsolutePath().normalize();
    if (path.toString().contains(",")) {
      throw new IllegalStateException("directory: " + path + " (expected: no comma)");
    }
    FileChannel lock = null;
    try {
      checkOurs(path);
      lock = lock(path);
      int brokerPort = port == 0 ? freePort() : checkFree(port);
      var server = startServer(path, brokerPort, more);
      log.info("Embedded broker serves: port={} directory={}", brokerPort, path);
      return new EmbeddedBroker(server, lock, brokerPort);
    } catch (IOException e) {
      release(lock);
      throw new UncheckedIOException("the broker's directory " + path + " cannot be used", e);
    } catch (RuntimeException e) {
      release(lock);
      throw e;
    }
  }

  /// Where the log on a directory ends that no broker runs on: the offset after the last record, by
  /// `topic id/partition`. Empty when there is no log yet.
  ///
  /// Throws `IllegalStateException` when a broker runs on it or it cannot be read.
  public static Map<String, Long> ends(Path directory) {
    var data = directory.resolve("data");
    if (!Files.isDirectory(data)) {
      return Map.of();
    }
    try (var _ = lock(directory)) {
      return LogEnds.read(data);
    } catch (IOException | KafkaException e) {
      throw new IllegalStateException(
          "the log in %s cannot be read: %s".formatted(data, e.getMessage()), e);
    }
  }

  /// Where clients connect.
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /// The port that clients connect to.
  public int port() {
    return port;
  }

  /// Stops and waits for the end; clients should be closed by then. Closing again does nothing.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    server.shutdown();
    server.awaitShutdown();
    release(lockChannel);
    log.info("Embedded broker stopped: port={}", port);
  }

  private static KafkaRaftServer startServer(Path path, int port, Map<String, String> more) {
    var data = path.resolve("data");
    format(data, clusterId(path));
    int controllerPort = freePort();
    while (controllerPort == port) {
      controllerPort = freePort();
    }
    var settings = new HashMap<>(EmbeddedBrokerSettings.of(data, port, controllerPort));
    settings.putAll(more);
    var server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw new IllegalStateException("the embedded broker did not start on " + path, e);
    }
    return server;
  }

  /// Writes the metadata that a new broker starts from; leaves what is formatted as it is.
  private static void format(Path data, String clusterId) {
    var formatter =
        new Formatter()
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setNodeId(EmbeddedBrokerSettings.NODE_ID)
            .setClusterId(clusterId)
            .setReleaseVersion(MetadataVersion.latestProduction())
            .setControllerListenerName(EmbeddedBrokerSettings.CONTROLLER)
            .setIgnoreFormatted(true)
            .addDirectory(data.toString())
            .setMetadataLogDirectory(data.toString());
    try {
      formatter.run();
    } catch (Exception e) {
      throw new IllegalStateException("the broker's data in " + data + " cannot be formatted", e);
    }
  }

  /// INVARIANT: the id is on disk before the data is formatted with it, so that a kill in between
  /// leaves nothing that does not fit.
  private static String clusterId(Path path) {
    var file = path.resolve(CLUSTER_FILE);
    try {
      var known = Files.exists(file) ? Files.readString(file).strip() : "";
      if (!known.isEmpty()) {
        return known;
      }
      var id = Uuid.randomUuid().toString();
      Files.writeString(file, id, StandardOpenOption.CREATE, StandardOpenOption.DSYNC);
      return id;
    } catch (IOException e) {
      throw new UncheckedIOException("the broker's file " + file + " cannot be used", e);
    }
  }

  private static void checkOurs(Path path) throws IOException {
    Files.createDirectories(path);
    if (Files.exists(path.resolve(LOCK_FILE))) {
      return;
    }
    try (var entries = Files.list(path)) {
      var stranger = entries.findFirst();
      if (stranger.isPresent()) {
        throw new IllegalStateException(
            "directory: %s holds %s (expected: empty, or the data of an embedded broker)"
                .formatted(path, stranger.get().getFileName()));
      }
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    var channel =
        FileChannel.open(
            path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new IllegalStateException("directory: another broker runs on " + path);
    }
    return channel;
  }

  static int freePort() {
    return boundPort(0);
  }

  private static int checkFree(int port) {
    return boundPort(port);
  }

  private static int boundPort(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("port: %d cannot be bound on 127.0.0.1".formatted(port), e);
    }
  }

  private static void release(@Nullable FileChannel lock) {
    if (lock == null) {
      return;
    }
    try {
      lock.close();
    } catch (IOException e) {
      log.warn("The broker's lock was not released cleanly", e);
    }
  }
}
