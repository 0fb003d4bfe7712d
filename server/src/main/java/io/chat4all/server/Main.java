package io.chat4all.server;

import java.time.Clock;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The program: `chat4all <command>`.
@Command(
    name = "chat4all",
    mixinStandardHelpOptions = true,
    version = "Chat4All 0.1.0",
    description = "One API through which a person on any channel reaches anyone on any other.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Also: `chat4all test` runs the whole test suite.", "First steps: README.md."})
public final class Main implements Runnable {

  private static final int WRONG_USAGE = 2;

  @Spec private CommandSpec spec;

  private Main(CommandSpec spec) {
    this.spec = spec;
  }

  /// Runs one command and ends the process with its exit code.
  public static void main(String[] args) {
    System.exit(commandLine(System.getenv(), Clock.systemUTC()).execute(args));
  }

  static CommandLine commandLine(Map<String, String> env, Clock clock) {
    var line = new CommandLine(new Main(CommandSpec.create()));
    line.addSubcommand(new DemoCommand(env, clock));
    line.addSubcommand(new ServeCommand(env, clock));
    line.addSubcommand(new TrainCommand(env, clock));
    line.setExecutionExceptionHandler(Main::report);
    return line;
  }

  private static int report(Exception failure, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof ConfigException) {
      line.getErr().println("chat4all: " + failure.getMessage());
      return WRONG_USAGE;
    }
    throw failure;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }
}
