package io.chat4all.cluster.command;

import io.chat4all.cluster.ClusterException;
import io.chat4all.cluster.LocalCluster;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which cluster a command is about.
final class ClusterDirectory {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where the cluster keeps state, data and logs. Default: data/cluster.")
  private @Nullable Path dataDir;

  Path path() {
    return dataDir == null
        ? Path.of(System.getProperty("chat4all.home", "."), "data", "cluster")
        : dataDir;
  }

  /// The words that other commands need to be about the same cluster.
  String option() {
    return dataDir == null ? "" : " --data-dir " + dataDir;
  }

  LocalCluster require() {
    return find()
        .orElseThrow(() ->
            new ClusterException(
                "there is no cluster in %s (chat4all cluster up%s)".formatted(path(), option())));
  }

  Optional<LocalCluster> find() {
    return LocalCluster.find(path());
  }
}
