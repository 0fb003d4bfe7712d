package io.chat4all.cli;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Chat4AllException;
import io.chat4all.client.Credentials;
import io.chat4all.protocol.v1.User;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `chat4all login`: signs in and keeps the tokens, not the password.
@Command(
    name = "login",
    description = "Sign in to a server and stay signed in.",
    footer = {
      "",
      "Example:",
      "  chat4all login --url http://localhost:8000 --username bruno",
      "  echo test | chat4all login --username bruno --password-stdin"
    })
final class LoginCommand implements Callable<Integer> {

  private final CliContext context;

  @Mixin private CommonOptions common = new CommonOptions();

  @Option(
      names = {"-u", "--username"},
      paramLabel = "NAME",
      description = "Your username.")
  private @Nullable String username;

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      description = "Sign in as an API client instead; its secret is the password.")
  private @Nullable String clientId;

  @Option(
      names = "--password-stdin",
      description = "Read the password or secret from the first line of standard input.")
  private boolean passwordStdin;

  LoginCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (username != null && clientId != null) {
      throw CliException.usage("--username and --client-id are both given", "give one of them");
    }
    try (var client = common.client(context, credentials())) {
      var tokens = client.signIn();
      var user = user(client);
      var url = common.url(context);
      new SignInFile(context.configDir()).signedIn(url, user.getUserId(), tokens);
      if (common.json) {
        context.output().json(user);
      } else {
        context.output().line("Signed in to " + url + " as " + user.getUserId());
      }
    }
    return 0;
  }

  private Credentials credentials() {
    if (clientId != null) {
      return Credentials.client(
          clientId, context.readPassword(passwordStdin, "Secret of " + clientId + ": "));
    }
    var name = username != null ? username : askUsername();
    return Credentials.password(
        name, context.readPassword(passwordStdin, "Password of " + name + ": "));
  }

  private String askUsername() {
    var answer = passwordStdin ? Optional.<String>empty() : context.prompt().line("Username: ");
    return answer.orElseThrow(
        () -> CliException.usage("who are you?", "pass --username NAME or --client-id ID"));
  }

  /// The account; an API client has no profile.
  private User user(Chat4AllClient client) {
    try {
      return client.user("me");
    } catch (Chat4AllException e) {
      if (clientId == null || !e.code().equals("not_found")) {
        throw e;
      }
      return User.newBuilder().setUserId(clientId).setUsername(clientId).build();
    }
  }
}
