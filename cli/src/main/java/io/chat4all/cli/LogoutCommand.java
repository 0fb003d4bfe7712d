package io.chat4all.cli;

import io.chat4all.client.Chat4AllException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `chat4all logout`: revokes the tokens and forgets them.
@Command(
    name = "logout",
    description = "Sign out: revoke the tokens and forget them.",
    footer = {"", "Example:", "  chat4all logout"})
final class LogoutCommand implements Callable<Integer> {

  private final CliContext context;

  @Mixin private CommonOptions common = new CommonOptions();

  LogoutCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var file = new SignInFile(context.configDir());
    var url = file.url();
    try (var client = common.client(context)) {
      client.signOut();
    } catch (Chat4AllException e) {
      if (e.retryable()) {
        context
            .output()
            .error("chat4all: the server could not be told (" + e.code() + "); forgotten here");
      } else if (context.debug()) {
        e.printStackTrace(context.output().err());
      }
    }
    file.delete();
    if (!common.json) {
      context.output().line("Signed out of " + url);
    }
    return 0;
  }
}
