package io.chat4all.cluster.command;

import io.chat4all.cluster.LocalCluster;
import io.chat4all.cluster.Node;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// The nodes of a cluster that a command is about.
final class ChosenNodes {

  @Mixin private ClusterDirectory directory = new ClusterDirectory();

  @Parameters(
      paramLabel = "NODE",
      arity = "0..*",
      description = "Their names, as `cluster status` shows them.")
  private List<String> names = List.of();

  /// Does this to each, one after the other; answers the exit code.
  int each(CommandSpec spec, Consumer<Node> act) {
    if (names.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "which NODE?");
    }
    return eachOrRoles(spec, act);
  }

  /// The same, to all gateways, routers and connectors where none was named.
  int eachOrRoles(CommandSpec spec, Consumer<Node> act) {
    var line = spec.commandLine();
    return Failures.shown(
        line,
        () -> {
          var cluster = directory.require();
          var chosen =
              names.isEmpty()
                  ? cluster.nodes().stream().filter(node -> node.kind().isRole()).toList()
                  : names.stream().map(name -> node(line, cluster, name)).toList();
          chosen.forEach(act);
          return 0;
        });
  }

  private static Node node(CommandLine line, LocalCluster cluster, String name) {
    try {
      return cluster.node(name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(line, String.valueOf(e.getMessage()));
    }
  }
}
