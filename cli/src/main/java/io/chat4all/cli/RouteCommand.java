package io.chat4all.cli;

import io.chat4all.protocol.v1.RouteExplanation;
import io.chat4all.protocol.v1.RouteTarget;
import io.chat4all.protocol.v1.SendMessageRequest;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chat4all route`: tells over which channels messages go.
@Command(
    name = "route",
    synopsisSubcommandLabel = "COMMAND",
    description = "Tell over which channels a message would go.",
    footer = {
      "",
      "Example:",
      "  chat4all route explain @maria 'Hello'",
      "  chat4all route explain @maria --channel all 'Hello'"
    })
final class RouteCommand {

  private final CliContext context;

  RouteCommand(CliContext context) {
    this.context = context;
  }

  @Command(
      name = "explain",
      description = "Tell what would happen to a message and why; nothing is sent.",
      footer = {
        "",
        "Example:",
        "  chat4all route explain @maria 'Hello'",
        "  chat4all route explain 0190b0f2-8f00-7000-8000-000000000001 '@joao Hello'",
        "  chat4all route explain @maria --to maria --channel whatsapp 'Hello'"
      })
  int explain(
      @Mixin CommonOptions options,
      @Parameters(
              index = "0",
              paramLabel = "CONVERSATION|@USER",
              description = "Where to: a conversation id, or @ and a username.")
          String conversation,
      @Parameters(index = "1", paramLabel = "TEXT", description = "The text.") String text,
      @Option(
              names = "--to",
              paramLabel = "USER|CHANNEL:ADDRESS",
              description = "Only these; may be repeated.")
          @Nullable List<String> to,
      @Option(
              names = "--channel",
              paramLabel = "CHANNEL",
              description = "Over this channel, or all; may be repeated.")
          @Nullable List<String> channels) {
    try (var client = options.client(context)) {
      var request =
          SendMessageRequest.newBuilder()
              .setConversationId(Conversations.find(client, conversation))
              .setContent(text)
              .addAllTo(to == null ? List.of() : to)
              .addAllChannels(channels == null ? List.of() : channels)
              .build();
      var explained = client.channels().explain(request);
      if (options.json) {
        context.output().json(explained);
      } else {
        print(explained);
      }
    }
    return 0;
  }

  private void print(RouteExplanation explained) {
    var output = context.output();
    output.line("rule  " + output.bold(explained.getRule()));
    if (explained.getRoutesCount() == 0) {
      output.line("nobody is reached outside the app");
    } else {
      var table = new Table("RECIPIENT", "CHANNEL", "ACCOUNT", "ADDRESS", "ELSE", "BECAUSE");
      for (var route : explained.getRoutesList()) {
        table.row(
            EventText.safe(route.getRecipient()),
            route.getTarget().getChannel(),
            route.getTarget().getAccount(),
            EventText.safe(route.getTarget().getAddress()),
            others(route.getAlternativesList()),
            EventText.safe(route.getBecause()));
      }
      table.print(output);
    }
    explained.getNotesList().forEach(note -> output.line("note  " + EventText.safe(note)));
  }

  private static String others(List<RouteTarget> alternatives) {
    return alternatives.isEmpty()
        ? "-"
        : alternatives.stream().map(RouteTarget::getChannel).collect(Collectors.joining(","));
  }
}
