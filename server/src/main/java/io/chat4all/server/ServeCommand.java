package io.chat4all.server;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `chat4all serve`: runs the server until it is told to stop.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Runs the server. Needs SECRET_KEY: at least 32 random characters.",
    footer = {
      "",
      "Example: SECRET_KEY=$(openssl rand -hex 32) chat4all serve --data-dir /var/lib/chat4all"
    })
final class ServeCommand implements Callable<Integer> {

  private final Map<String, String> env;
  private final Clock clock;

  @Option(
      names = "--role",
      paramLabel = "ROLE[,ROLE]",
      description = {
        "Some of gateway, router, connectors, webhooks.",
        "Default: all of them; fewer need Kafka and stores",
        "that processes can share."
      })
  private @Nullable String roles;

  @Mixin private ServerOptions options = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  ServeCommand(Map<String, String> env, Clock clock) {
    this.env = env;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    var config = options.load(env, roles == null ? Map.of() : Map.of("roles", roles));
    SecretStrength.require("secret-key (SECRET_KEY)", config.secretKey());
    try (var directory = DataDirectory.take(config.dataDir(), false);
        var server = Chat4AllServer.start(config, directory, clock)) {
      ShutdownSignal.closeOnTermination(server);
      spec.commandLine().getOut().println("ready " + server.url());
      server.awaitClosed();
    }
    return 0;
  }
}
