package io.chat4all.cli;

import io.chat4all.client.Credentials;
import io.chat4all.protocol.v1.CreateUserRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `chat4all users`: lists users and signs new ones up.
@Command(
    name = "users",
    description = "List users; with a command, sign one up.",
    footer = {
      "",
      "Example:",
      "  chat4all users",
      "  chat4all users list --prefix ma",
      "  chat4all users create --username ana --email ana@example.org"
    })
final class UsersCommand implements Callable<Integer> {

  private final CliContext context;

  @Mixin private CommonOptions common = new CommonOptions();

  UsersCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return list(common, "", Long.MAX_VALUE);
  }

  @Command(
      name = "list",
      description = "List users by name.",
      footer = {"", "Example:", "  chat4all users list --prefix ma --limit 20"})
  int list(
      @Mixin CommonOptions options,
      @Option(
              names = "--prefix",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "Only names that begin with this.")
          String prefix,
      @Option(
              names = {"-n", "--limit"},
              paramLabel = "N",
              defaultValue = Table.ALL,
              description = "At most N (default: all).")
          long limit) {
    try (var client = options.client(context)) {
      var dates = new EventText(context.output(), context.zone());
      var table = new Table("USER", "ROLE", "SINCE", "NAME");
      table.print(
          context.output(),
          options.json,
          client.users(prefix),
          limit,
          user ->
              table.row(
                  user.getUserId(),
                  user.getRole(),
                  dates.date(user.getCreatedAt()),
                  EventText.safe(user.getDisplayName())));
    }
    return 0;
  }

  @Command(
      name = "create",
      description = "Sign a user up; you need not be signed in.",
      footer = {
        "",
        "Example:",
        "  chat4all users create --username ana --email ana@example.org",
        "  echo 'her password' | chat4all users create --username ana \\",
        "    --email ana@example.org --password-stdin"
      })
  int create(
      @Mixin CommonOptions options,
      @Option(
              names = {"-u", "--username"},
              required = true,
              paramLabel = "NAME",
              description = "The username, chosen once.")
          String username,
      @Option(
              names = "--email",
              required = true,
              paramLabel = "ADDRESS",
              description = "The e-mail address.")
          String email,
      @Option(names = "--name", paramLabel = "NAME", description = "The name to show.")
          @Nullable String displayName,
      @Option(
              names = "--password-stdin",
              description = "Read the password from the first line of standard input.")
          boolean passwordStdin) {
    var request =
        CreateUserRequest.newBuilder()
            .setUsername(username)
            .setEmail(email)
            .setPassword(context.readPassword(passwordStdin, "Password for " + username + ": "));
    if (displayName != null) {
      request.setDisplayName(displayName);
    }
    try (var client = options.client(context, Credentials.none())) {
      var user = client.signUp(request.build());
      if (options.json) {
        context.output().json(user);
      } else {
        context.output().line("Signed up " + user.getUserId());
      }
    }
    return 0;
  }
}
