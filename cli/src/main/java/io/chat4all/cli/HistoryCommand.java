package io.chat4all.cli;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.protocol.v1.ListMessagesRequest;
import io.chat4all.protocol.v1.Message;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chat4all history`: prints messages of one conversation, oldest first.
@Command(
    name = "history",
    description = "Show messages of a conversation, oldest first; the newest 50 by default.",
    footer = {
      "",
      "Example:",
      "  chat4all history @maria",
      "  chat4all history @maria --before 120 --limit 20",
      "  chat4all history @maria --all --json > messages.jsonl"
    })
final class HistoryCommand implements Callable<Integer> {

  private static final int MAX_PAGE = 500;

  private final CliContext context;

  @Mixin private CommonOptions common = new CommonOptions();

  @Parameters(
      index = "0",
      paramLabel = "CONVERSATION|@USER",
      description = "A conversation id, or @ and a username.")
  private String conversation = "";

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "50",
      description = "At most N messages (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--before", paramLabel = "SEQ", description = "Those right before this number.")
  private @Nullable Long before;

  @Option(names = "--after", paramLabel = "SEQ", description = "Those right after this number.")
  private @Nullable Long after;

  @Option(names = "--all", description = "All of them, from the first on.")
  private boolean all;

  HistoryCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    int ways = (before == null ? 0 : 1) + (after == null ? 0 : 1) + (all ? 1 : 0);
    if (ways > 1) {
      throw CliException.usage("--before, --after and --all exclude each other", "");
    }
    if (limit < 1) {
      throw CliException.usage("--limit: " + limit + " (expected: >= 1)", "");
    }
    try (var client = common.client(context)) {
      var request =
          ListMessagesRequest.newBuilder()
              .setConversationId(Conversations.find(client, conversation))
              .setPageSize(all ? MAX_PAGE : Math.min(limit, MAX_PAGE));
      if (all || after != null) {
        forwards(client, request.setAfterSeq(after == null ? 0 : after).build());
      } else {
        backwards(client, request.setBeforeSeq(before == null ? 0 : before).build());
      }
    }
    return 0;
  }

  private void forwards(Chat4AllClient client, ListMessagesRequest request) {
    var printer = new EventText(context.output(), context.zone());
    var messages = client.messages(request);
    for (long n = 0; (all || n < limit) && messages.hasNext(); n++) {
      print(messages.next(), printer);
      if (context.output().broken()) {
        return;
      }
    }
  }

  private void backwards(Chat4AllClient client, ListMessagesRequest request) {
    var printer = new EventText(context.output(), context.zone());
    var messages = client.messages(request);
    var newestFirst = new ArrayList<Message>();
    while (newestFirst.size() < limit && messages.hasNext()) {
      newestFirst.add(messages.next());
    }
    newestFirst.reversed().forEach(message -> print(message, printer));
  }

  private void print(Message message, EventText printer) {
    if (common.json) {
      context.output().json(message);
    } else {
      context.output().line(printer.message(message));
    }
  }
}
