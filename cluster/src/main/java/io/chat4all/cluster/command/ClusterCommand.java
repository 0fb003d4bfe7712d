package io.chat4all.cluster.command;

import io.chat4all.cluster.ClusterException;
import io.chat4all.cluster.Node;
import io.chat4all.cluster.NodeKind;
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
      "brokers, Cassandra, PostgreSQL, Redis, S3, two gateways, two routers, connectors",
      "with simulated providers, behind HAProxy with TLS 1.3. All of it on 127.0.0.1."
    },
    subcommands = {UpCommand.class, StatusCommand.class, DownCommand.class},
    footer = {
      "",
      "Examples:",
      "  chat4all cluster up && chat4all cluster status",
      "  chat4all cluster kill gateway-1 && chat4all cluster start gateway-1",
      "  chat4all cluster add router",
      "  chat4all cluster restart"
    })
public final class ClusterCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which COMMAND? `chat4all cluster up` starts one");
  }

  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = "Starts nodes that ended, and waits until they are healthy.")
  int start(@Mixin ChosenNodes nodes) {
    return nodes.each(spec, Node::start);
  }

  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description = "Stops nodes in good order: SIGTERM, and waits.")
  int stop(@Mixin ChosenNodes nodes) {
    return nodes.each(spec, ClusterCommand::stop);
  }

  @Command(
      name = "restart",
      mixinStandardHelpOptions = true,
      description =
          "Restarts nodes in good order, one after the other; all roles where no NODE is named.")
  int restart(@Mixin ChosenNodes nodes) {
    return nodes.eachOrRoles(
        spec,
        node -> {
          stop(node);
          node.start();
          say(node.name() + " restarted");
        });
  }

  @Command(name = "kill", mixinStandardHelpOptions = true, description = "Kills nodes: SIGKILL.")
  int kill(@Mixin ChosenNodes nodes) {
    return nodes.each(spec, Node::kill);
  }

  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Lets nodes hang until they are resumed: SIGSTOP.")
  int pause(@Mixin ChosenNodes nodes) {
    return nodes.each(spec, Node::pause);
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Lets paused nodes go on: SIGCONT.")
  int resume(@Mixin ChosenNodes nodes) {
    return nodes.each(spec, Node::resume);
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Starts one more process of a role; the proxy learns of a gateway at once.")
  int add(
      @Mixin ClusterDirectory directory,
      @Parameters(
              paramLabel = "ROLE",
              converter = RoleConverter.class,
              description = "gateway, router or connectors.")
          NodeKind role) {
    return Failures.shown(
        spec.commandLine(),
        () -> {
          var node = directory.require().add(role);
          say("%s started, port %d".formatted(node.name(), node.port()));
          return 0;
        });
  }

  private static void stop(Node node) {
    if (!node.stop()) {
      throw new ClusterException(node.name() + " did not stop by itself: it was killed");
    }
  }

  private void say(String line) {
    var out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
