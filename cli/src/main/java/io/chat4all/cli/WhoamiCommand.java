package io.chat4all.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `chat4all whoami`: asks the server who is signed in.
@Command(
    name = "whoami",
    description = "Show who is signed in, and where.",
    footer = {"", "Example:", "  chat4all whoami"})
final class WhoamiCommand implements Callable<Integer> {

  private final CliContext context;

  @Mixin private CommonOptions common = new CommonOptions();

  WhoamiCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (var client = common.client(context)) {
      var user = client.user("me");
      if (common.json) {
        context.output().json(user);
      } else {
        var output = context.output();
        output.line(output.bold(user.getUserId()) + " (" + user.getRole() + ")");
        output.line("name    " + EventText.safe(user.getDisplayName()));
        if (user.hasEmail()) {
          output.line("e-mail  " + user.getEmail());
        }
        output.line("server  " + common.url(context));
      }
    }
    return 0;
  }
}
