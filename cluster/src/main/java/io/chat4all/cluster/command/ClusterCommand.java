package io.chat4all.cluster.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `chat4all cluster`: a cluster of real processes on this machine, without Docker.
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "up|down|status",
    description = {
      "A cluster of real processes on this machine, without Docker: three Kafka brokers,",
      "PostgreSQL, two gateways, two routers, connectors with simulated providers, behind",
      "HAProxy with TLS 1.3. Everything listens on 127.0.0.1 only."
    },
    subcommands = {UpCommand.class, DownCommand.class, StatusCommand.class},
    footer = {"", "Example: chat4all cluster up && chat4all cluster status"})
public final class ClusterCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "up, down or status?");
  }
}
