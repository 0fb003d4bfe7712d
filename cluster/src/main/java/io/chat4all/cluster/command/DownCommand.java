package io.chat4all.cluster.command;

import io.chat4all.cluster.LocalCluster;
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
  public Integer call() {
    var out = spec.commandLine().getOut();
    return Failures.shown(
        spec.commandLine(),
        () -> {
          var stopped = LocalCluster.down(directory.path(), delete);
          if (stopped.isEmpty()) {
            out.println("No cluster in " + directory.path());
            return 0;
          }
          out.println(
              stopped.getAsInt() == 0
                  ? "The cluster is down already"
                  : "Stopped " + stopped.getAsInt() + " nodes");
          if (delete) {
            out.println("Deleted " + directory.path());
          }
          return 0;
        });
  }
}
