package io.chat4all.cluster;

import io.chat4all.cluster.engine.Directories;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `chat4all cluster down`: stops what `up` started, whoever started it.
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stops the cluster, the proxy and the roles first. Its data stays.")
final class DownCommand implements Callable<Integer> {

  @Mixin private ClusterDirectory directory = new ClusterDirectory();

  @Option(names = "--delete", description = "Deletes its data, secrets and logs too.")
  private boolean delete;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    var out = spec.commandLine().getOut();
    return Failures.shown(
        spec.commandLine(),
        () -> {
          var cluster = directory.find();
          if (cluster.isEmpty()) {
            out.println("No cluster in " + directory.path());
            return 0;
          }
          try (var _ = DirectoryLock.take(cluster.get().dataDir())) {
            long alive = cluster.get().nodes().stream().filter(Node::isAlive).count();
            cluster.get().close();
            out.println(alive == 0 ? "The cluster is down already" : "Stopped " + alive + " nodes");
            if (delete) {
              Directories.delete(cluster.get().dataDir());
              out.println("Deleted " + cluster.get().dataDir());
            }
          }
          return 0;
        });
  }
}
