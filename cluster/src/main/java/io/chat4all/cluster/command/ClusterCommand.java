package io.chat4all.cluster.command;

import io.chat4all.cluster.ClusterException;
import io.chat4all.cluster.LocalCluster;
import io.chat4all.cluster.Node;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `chat4all cluster`: a cluster of real processes on this machine, without Docker.
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "A cluster of real processes on this machine, without Docker: three Kafka",
      "brokers, PostgreSQL, two gateways, two routers, connectors with simulated",
      "providers, behind HAProxy with TLS 1.3. All of it on 127.0.0.1 only."
    },
    subcommands = {UpCommand.class, StatusCommand.class, DownCommand.class},
    footer = {
      "",
      "Examples:",
      "  chat4all cluster up && chat4all cluster status",
      "  chat4all cluster kill gateway-1 && chat4all cluster start gateway-1"
    })
public final class ClusterCommand implements Runnable {

  private static final String NODES = "Their names, as `cluster status` shows them.";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "up, status or down?");
  }

  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = "Starts nodes that ended, and waits until they are healthy.")
  int start(
      @Mixin ClusterDirectory directory,
      @Parameters(paramLabel = "NODE", arity = "1..*", description = NODES) List<String> nodes) {
    return each(directory, nodes, Node::start);
  }

  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description = "Stops nodes in good order: SIGTERM, and waits.")
  int stop(
      @Mixin ClusterDirectory directory,
      @Parameters(paramLabel = "NODE", arity = "1..*", description = NODES) List<String> nodes) {
    return each(directory, nodes, ClusterCommand::stop);
  }

  @Command(name = "kill", mixinStandardHelpOptions = true, description = "Kills nodes: SIGKILL.")
  int kill(
      @Mixin ClusterDirectory directory,
      @Parameters(paramLabel = "NODE", arity = "1..*", description = NODES) List<String> nodes) {
    return each(directory, nodes, Node::kill);
  }

  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Lets nodes hang until they are resumed: SIGSTOP.")
  int pause(
      @Mixin ClusterDirectory directory,
      @Parameters(paramLabel = "NODE", arity = "1..*", description = NODES) List<String> nodes) {
    return each(directory, nodes, Node::pause);
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Lets paused nodes go on: SIGCONT.")
  int resume(
      @Mixin ClusterDirectory directory,
      @Parameters(paramLabel = "NODE", arity = "1..*", description = NODES) List<String> nodes) {
    return each(directory, nodes, Node::resume);
  }

  private static void stop(Node node) {
    if (!node.stop()) {
      throw new ClusterException(node.name() + " did not stop by itself: it was killed");
    }
  }

  private int each(ClusterDirectory directory, List<String> names, Consumer<Node> act) {
    return Failures.shown(
        spec.commandLine(),
        () -> {
          var cluster = directory.require();
          names.stream().map(name -> node(cluster, name)).toList().forEach(act);
          return 0;
        });
  }

  private Node node(LocalCluster cluster, String name) {
    try {
      return cluster.node(name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }
}
