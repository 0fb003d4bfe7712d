package io.chat4all.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/// The client commands, to be mounted under the program `chat4all`: login, logout, whoami, send,
/// tail, history, status, trace, conversations, users, identities, channels, route, dead-letters.
///
/// Exit codes: 0 done, 1 the server refused, 2 wrong usage, 3 not signed in, 4 no answer from the
/// server.
public final class ClientCommands {

  private ClientCommands() {}

  /// Adds the commands to the program, and shows errors of all its commands as one readable line
  /// `chat4all: what (code)` and a hint on standard error, without a stack trace unless
  /// `CHAT4ALL_DEBUG=1`.
  ///
  /// Call it after the program's own commands were added.
  public static void addTo(CommandLine program) {
    addTo(program, CliContext.ofProcess());
  }

  static void addTo(CommandLine program, CliContext context) {
    program
        .addSubcommand(new LoginCommand(context))
        .addSubcommand(new LogoutCommand(context))
        .addSubcommand(new WhoamiCommand(context))
        .addSubcommand(new SendCommand(context))
        .addSubcommand(new TailCommand(context))
        .addSubcommand(new HistoryCommand(context))
        .addSubcommand(new StatusCommand(context))
        .addSubcommand(new TraceCommand(context))
        .addSubcommand(new ConversationsCommand(context))
        .addSubcommand(new UsersCommand(context))
        .addSubcommand(new IdentitiesCommand(context))
        .addSubcommand(new ChannelsCommand(context))
        .addSubcommand(new RouteCommand(context))
        .addSubcommand(new DeadLettersCommand(context));
    var output = context.output();
    program
        .setOut(output.out())
        .setErr(output.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(output.colours() ? Ansi.ON : Ansi.OFF))
        .setParameterExceptionHandler((e, _) -> wrongUsage(e, output))
        .setExecutionExceptionHandler((e, command, _) -> failed(e, command, context));
  }

  private static int wrongUsage(ParameterException e, Output output) {
    var command = e.getCommandLine().getCommandSpec().qualifiedName();
    show(output, CliException.usage(text(e), "see: " + command + " --help"));
    return CliException.USAGE;
  }

  private static int failed(Exception e, CommandLine command, CliContext context) {
    var common = command.getCommandSpec().mixins().get("common");
    var url =
        common != null && common.userObject() instanceof CommonOptions options
            ? options.url(context)
            : CliContext.DEFAULT_URL;
    var failure = CliException.of(e, url);
    show(context.output(), failure);
    if (context.debug()) {
      e.printStackTrace(context.output().err());
      context.output().err().flush();
    }
    return failure.exitCode();
  }

  private static void show(Output output, CliException failure) {
    output.error(
        output.red("chat4all: " + EventText.safe(failure.what()) + " (" + failure.code() + ")"));
    if (!failure.hint().isEmpty()) {
      output.error("  " + failure.hint());
    }
  }

  private static String text(ParameterException e) {
    var message = e.getMessage();
    return message == null ? "wrong usage" : message;
  }
}
