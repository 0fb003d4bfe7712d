package io.chat4all.server;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `chat4all demo`: everything in one process, with users to try.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Runs everything in one process, with users to try.",
      "The users bruno and maria (password test) and the API client admin_client",
      "(super_secret_key) are for trying only: everyone knows their passwords."
    },
    footer = {"", "Example: chat4all demo --port 8000"})
final class DemoCommand implements Callable<Integer> {

  private final Map<String, String> env;
  private final Clock clock;
  @Mixin private ServerOptions options = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  DemoCommand(Map<String, String> env, Clock clock) {
    this.env = env;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    var config = options.load(env, Map.of("data-dir", defaultDataDir().toString()));
    try (var directory = DataDirectory.take(config.dataDir(), true);
        var demo = Demo.start(config, directory, clock)) {
      var server = demo.server();
      ShutdownSignal.closeOnTermination(server);
      spec.commandLine().getErr().println(demo.hints());
      spec.commandLine().getOut().println("ready " + server.url());
      server.awaitClosed();
    }
    return 0;
  }

  private static Path defaultDataDir() {
    return Path.of(System.getProperty("chat4all.home", "."), "data", "demo");
  }
}
