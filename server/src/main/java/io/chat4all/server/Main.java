package io.chat4all.server;

import io.chat4all.bench.BenchCommand;
import io.chat4all.cli.ClientCommands;
import io.chat4all.cluster.command.ClusterCommand;
import io.chat4all.server.backup.BackupException;
import io.chat4all.verify.VerifyCommand;
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
    version = "Chat4All " + Main.VERSION,
    description = "One API through which a person on any channel reaches anyone on any other.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Also: `chat4all test` runs the whole test suite.", "First steps: README.md."})
public final class Main implements Runnable {

  static final String VERSION = "0.1.0";

  private static final int FAILED = 1;
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
    var program = new CommandLine(new Main(CommandSpec.create()));
    program
        .addSubcommand(new DemoCommand(env, clock))
        .addSubcommand(new ServeCommand(env, clock))
        .addSubcommand(new DoctorCommand(env, clock))
        .addSubcommand(new BackupCommand(env, clock))
        .addSubcommand(new RestoreCommand(env, clock))
        .addSubcommand(new SimulatorsCommand(clock))
        .addSubcommand(new BenchCommand())
        .addSubcommand(new ClusterCommand())
        .addSubcommand(new VerifyCommand(clock))
        .addSubcommand(new TrainCommand(env, clock));
    ClientCommands.addTo(program);
    var others = program.getExecutionExceptionHandler();
    return program.setExecutionExceptionHandler((failure, command, parsed) -> {
      if (failure instanceof ConfigException
          || failure instanceof EngineException
          || failure instanceof BackupException) {
        command.getErr().println("chat4all: " + failure.getMessage());
        return failure instanceof ConfigException ? WRONG_USAGE : FAILED;
      }
      return others.handleExecutionException(failure, command, parsed);
    });
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }
}
