package io.chat4all.cli;

import io.chat4all.protocol.v1.LinkIdentityRequest;
import io.chat4all.protocol.v1.UserIdentities;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chat4all identities`: people's addresses on the channels.
@Command(
    name = "identities",
    description = "List your addresses on the channels; with a command, see to anyone's.",
    footer = {
      "",
      "Example:",
      "  chat4all identities",
      "  chat4all identities link maria whatsapp +5511912345678",
      "  chat4all identities prefer me telegram whatsapp"
    })
final class IdentitiesCommand implements Callable<Integer> {

  private static final String USER = "USER";
  private static final String USER_IS = "Whose: a username, or me.";
  private static final String CHANNEL = "CHANNEL";
  private static final String ADDRESS = "ADDRESS";

  private final CliContext context;

  @Mixin private CommonOptions common = new CommonOptions();

  IdentitiesCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return list(common, "me");
  }

  @Command(
      name = "list",
      description = "List a user's addresses and the channels they prefer.",
      footer = {"", "Example:", "  chat4all identities list maria"})
  int list(
      @Mixin CommonOptions options,
      @Parameters(
              index = "0",
              arity = "0..1",
              defaultValue = "me",
              paramLabel = USER,
              description = USER_IS)
          String user) {
    try (var client = options.client(context)) {
      show(options, client.channels().identities(username(user)));
    }
    return 0;
  }

  @Command(
      name = "link",
      description = "Give an address to a user; needs a token of role service or admin.",
      footer = {
        "",
        "Example:",
        "  chat4all identities link maria whatsapp +5511912345678",
        "  chat4all identities link maria instagram 17841400 --username maria.s"
      })
  int link(
      @Mixin CommonOptions options,
      @Parameters(index = "0", paramLabel = USER, description = USER_IS) String user,
      @Parameters(index = "1", paramLabel = CHANNEL, description = "On which channel.")
          String channel,
      @Parameters(index = "2", paramLabel = ADDRESS, description = "Where there.") String address,
      @Option(names = "--username", paramLabel = "NAME", description = "Their public name there.")
          @Nullable String name,
      @Option(names = "--name", paramLabel = "NAME", description = "The name to show.")
          @Nullable String displayName) {
    var request =
        LinkIdentityRequest.newBuilder()
            .setUserId(username(user))
            .setChannel(channel)
            .setAddress(address);
    if (name != null) {
      request.setUsername(name);
    }
    if (displayName != null) {
      request.setDisplayName(displayName);
    }
    try (var client = options.client(context)) {
      var linked = client.channels().link(request.build());
      if (options.json) {
        context.output().json(linked);
      } else {
        context
            .output()
            .line(
                "%s is %s on %s"
                    .formatted(linked.getUserId(), linked.getAddress(), linked.getChannel()));
      }
    }
    return 0;
  }

  @Command(
      name = "unlink",
      description = "Take an address from its user.",
      footer = {"", "Example:", "  chat4all identities unlink me whatsapp 5511912345678"})
  int unlink(
      @Mixin CommonOptions options,
      @Parameters(index = "0", paramLabel = USER, description = USER_IS) String user,
      @Parameters(index = "1", paramLabel = CHANNEL, description = "On which channel.")
          String channel,
      @Parameters(index = "2", paramLabel = ADDRESS, description = "Which.") String address) {
    try (var client = options.client(context)) {
      client.channels().unlink(username(user), channel, address);
    }
    return done(options);
  }

  @Command(
      name = "prefer",
      description = {
        "Say over which channels a user wants to be reached, best first.",
        "None: as they were linked. internal: the app, and nothing after it."
      },
      footer = {"", "Example:", "  chat4all identities prefer me telegram whatsapp"})
  int prefer(
      @Mixin CommonOptions options,
      @Parameters(index = "0", paramLabel = USER, description = USER_IS) String user,
      @Parameters(index = "1..*", arity = "0..*", paramLabel = CHANNEL, description = "Best first.")
          @Nullable List<String> channels) {
    var wished = channels == null ? List.<String>of() : channels;
    try (var client = options.client(context)) {
      show(options, client.channels().prefer(username(user), wished));
    }
    return 0;
  }

  @Command(
      name = "merge",
      description = "Make one user of two; prints the merge's id, which undoes it.",
      footer = {"", "Example:", "  chat4all identities merge maria contact-4711"})
  int merge(
      @Mixin CommonOptions options,
      @Parameters(index = "0", paramLabel = USER, description = "Who they are from now on.")
          String user,
      @Parameters(index = "1", paramLabel = "OTHER", description = "Who is taken up.")
          String other) {
    try (var client = options.client(context)) {
      context.output().line(client.channels().merge(username(user), username(other)));
    }
    return 0;
  }

  @Command(
      name = "unmerge",
      description = "Undo a merge.",
      footer = {
        "",
        "Example:",
        "  chat4all identities unmerge 0190b0f2-8f00-7000-8000-000000000001"
      })
  int unmerge(
      @Mixin CommonOptions options,
      @Parameters(index = "0", paramLabel = "MERGE-ID", description = "Which one.") String id) {
    var merge = Conversations.id("merge id", id, "a UUID");
    try (var client = options.client(context)) {
      client.channels().unmerge(merge);
    }
    return done(options);
  }

  private void show(CommonOptions options, UserIdentities user) {
    if (options.json) {
      context.output().json(user);
      return;
    }
    var dates = new EventText(context.output(), context.zone());
    var table = new Table("CHANNEL", "ADDRESS", "REACHABLE", "LINKED", "LAST WROTE", "NAME");
    for (var identity : user.getIdentitiesList()) {
      table.row(
          identity.getChannel(),
          EventText.safe(identity.getAddress()),
          identity.getReachable() ? "yes" : "no",
          dates.date(identity.getLinkedAt()),
          dates.date(identity.getLastInboundAt()),
          EventText.safe(
              identity.getUsername().isEmpty()
                  ? identity.getDisplayName()
                  : "@" + identity.getUsername()));
    }
    table.print(context.output());
    if (user.getChannelsCount() > 0) {
      context.output().line("prefers " + String.join(", ", user.getChannelsList()));
    }
  }

  private int done(CommonOptions options) {
    if (!options.json) {
      context.output().line("done");
    }
    return 0;
  }

  private static String username(String text) {
    return text.startsWith("@") ? text.substring(1) : text;
  }
}
