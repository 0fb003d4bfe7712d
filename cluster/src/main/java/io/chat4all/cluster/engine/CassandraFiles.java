package io.chat4all.cluster.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A real Cassandra, the only node of its cluster, in a JVM and on a class path of its own: the
/// module `cassandra-node` has both, with the settings.
///
/// It asks nobody to log in, and syncs before it acknowledges, so that killing it loses nothing
/// that was acknowledged.
///
/// @param module the `target` directory of that module
/// @param directory where it keeps its settings and data
public record CassandraFiles(Path module, Path directory) {

  private static final int HEAP_MEBIBYTES = 512;

  /// Writes its settings.
  ///
  /// @param storagePort where its own cluster would reach it
  public void prepare(int port, int storagePort) {
    var settings =
        text(classes().resolve("node.yaml"))
            .replace("@PORT@", Integer.toString(port))
            .replace("@STORAGE_PORT@", Integer.toString(storagePort));
    PrivateFiles.write(settings(), settings);
  }

  /// How to start it.
  public List<String> command(Path java) {
    return List.of(
        java.toString(),
        "@" + classes().resolve("node.options"),
        "-XX:TieredStopAtLevel=1",
        "-Xms%dm".formatted(HEAP_MEBIBYTES / 2),
        "-Xmx%dm".formatted(HEAP_MEBIBYTES),
        "-Dcassandra.config=" + settings().toUri(),
        "-Dcassandra.storagedir=" + directory.resolve("data"),
        "-cp",
        classes() + ":" + text(module.resolve("cassandra.classpath")).strip(),
        "io.chat4all.cassandra.CassandraMain");
  }

  private Path classes() {
    return module.resolve("classes");
  }

  private Path settings() {
    return directory.resolve("cassandra.yaml");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
