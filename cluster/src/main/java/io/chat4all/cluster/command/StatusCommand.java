package io.chat4all.cluster.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `chat4all cluster status`: a table of the nodes.
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the nodes of the cluster: process, port, health, memory.",
      "Ends with 0 when all are healthy, with 1 otherwise."
    })
final class StatusCommand implements Callable<Integer> {

  @Mixin private ClusterDirectory directory = new ClusterDirectory();

  @Option(names = "--lag", description = "Also how many records each consumer group has left.")
  private boolean lag;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    return Failures.shown(
        spec.commandLine(),
        () -> {
          var cluster = directory.find();
          if (cluster.isEmpty()) {
            out.println(
                "No cluster in %s (chat4all cluster up%s)"
                    .formatted(directory.path(), directory.option()));
            return 1;
          }
          var table = StatusTable.of(cluster.get().nodes());
          out.print(table.text());
          if (lag) {
            cluster.get().lag().forEach((group, records) -> out.println(group + " lag " + records));
          }
          out.flush();
          return table.allHealthy() ? 0 : 1;
        });
  }
}
