package io.chat4all.cli;

import io.chat4all.client.ChannelCalls;
import io.chat4all.protocol.v1.DeadLetter;
import io.chat4all.protocol.v1.DeliveryName;
import io.chat4all.protocol.v1.ReplayDeadLettersRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chat4all dead-letters`: deliveries that were given up on.
@Command(
    name = "dead-letters",
    description = "List what was given up on; with a command, send it again or put it away.",
    footer = {
      "",
      "Example:",
      "  chat4all dead-letters",
      "  chat4all dead-letters replay --channel whatsapp --limit 100",
      "  chat4all dead-letters discard 0190b0f2-8f00-7000-8000-000000000001"
    })
final class DeadLettersCommand implements Callable<Integer> {

  private static final int MAX_ITEMS = 1_000;

  private final CliContext context;

  @Mixin private CommonOptions common = new CommonOptions();

  DeadLettersCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return list(common, "", Long.MAX_VALUE);
  }

  @Command(
      name = "list",
      description = "List dead letters, the longest dead first; needs a token of role admin.",
      footer = {"", "Example:", "  chat4all dead-letters list --channel whatsapp --limit 20"})
  int list(
      @Mixin CommonOptions options,
      @Option(
              names = "--channel",
              paramLabel = "CHANNEL",
              defaultValue = "",
              description = "Only those of this channel.")
          String channel,
      @Option(
              names = {"-n", "--limit"},
              paramLabel = "N",
              defaultValue = Table.ALL,
              description = "At most N (default: all).")
          long limit) {
    try (var client = options.client(context)) {
      var dates = new EventText(context.output(), context.zone());
      var table = new Table("DIED", "MESSAGE", "CHANNEL", "RECIPIENT", "TRIES", "REASON");
      table.print(
          context.output(),
          options.json,
          client.channels().deadLetters(channel),
          limit,
          letter ->
              table.row(
                  dates.date(letter.getDiedAt()),
                  letter.getDelivery().getMessageId(),
                  letter.getDelivery().getChannel(),
                  EventText.safe(letter.getDelivery().getRecipient()),
                  Integer.toString(letter.getAttempts()),
                  EventText.safe(letter.getReason())));
    }
    return 0;
  }

  @Command(
      name = "replay",
      description = "Send dead letters again: those of some messages, or of a channel.",
      footer = {
        "",
        "Example:",
        "  chat4all dead-letters replay 0190b0f2-8f00-7000-8000-000000000001",
        "  chat4all dead-letters replay --channel whatsapp --limit 100"
      })
  int replay(
      @Mixin CommonOptions options,
      @Parameters(arity = "0..*", paramLabel = "MESSAGE-ID", description = "Of these messages.")
          @Nullable List<String> messages,
      @Option(
              names = "--channel",
              paramLabel = "CHANNEL",
              defaultValue = "",
              description = "Of this channel.")
          String channel,
      @Option(
              names = {"-n", "--limit"},
              paramLabel = "N",
              defaultValue = "100",
              description = "At most N of the channel, up to 1000 (default: ${DEFAULT-VALUE}).")
          int limit) {
    var request = ReplayDeadLettersRequest.newBuilder();
    try (var client = options.client(context)) {
      if (messages != null) {
        request.addAllItems(find(client.channels(), messages, channel));
      } else if (channel.isEmpty()) {
        throw CliException.usage("nothing to send again", "name messages, or a --channel");
      } else {
        request.setChannel(channel).setLimit(limit);
      }
      var done = client.channels().replay(request.build());
      if (options.json) {
        context.output().json(done);
      } else {
        context
            .output()
            .line(
                "%d on their way again, %d passed over"
                    .formatted(done.getReplayed(), done.getSkipped()));
      }
    }
    return 0;
  }

  @Command(
      name = "discard",
      description = "Put the dead letters of a message away.",
      footer = {
        "",
        "Example:",
        "  chat4all dead-letters discard 0190b0f2-8f00-7000-8000-000000000001"
      })
  int discard(
      @Mixin CommonOptions options,
      @Parameters(arity = "1..*", paramLabel = "MESSAGE-ID", description = "Of these messages.")
          List<String> messages,
      @Option(
              names = "--channel",
              paramLabel = "CHANNEL",
              defaultValue = "",
              description = "Only those of this channel.")
          String channel) {
    try (var client = options.client(context)) {
      var found = find(client.channels(), messages, channel);
      found.forEach(client.channels()::discard);
      if (!options.json) {
        context.output().line(found.size() + " put away");
      }
    }
    return 0;
  }

  private static List<DeliveryName> find(
      ChannelCalls channels, List<String> messages, String channel) {
    Set<String> wanted =
        messages.stream()
            .map(id -> Conversations.id("message id", id, "a UUID"))
            .collect(Collectors.toSet());
    var found = new ArrayList<DeliveryName>();
    var letters = channels.deadLetters(channel);
    while (letters.hasNext() && found.size() < MAX_ITEMS) {
      DeadLetter letter = letters.next();
      if (wanted.contains(letter.getDelivery().getMessageId())) {
        found.add(letter.getDelivery());
      }
    }
    if (found.isEmpty()) {
      throw CliException.refused("no dead letter of these messages", "not_found");
    }
    return found;
  }
}
