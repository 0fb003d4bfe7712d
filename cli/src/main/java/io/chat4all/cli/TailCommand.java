package io.chat4all.cli;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Chat4AllException;
import io.chat4all.client.LiveListener;
import io.chat4all.client.LiveOptions;
import io.chat4all.client.LiveSession;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.Ready;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chat4all tail`: prints what happens, as it happens, until it is interrupted.
@Command(
    name = "tail",
    description = "Show events of your conversations as they happen, until you press Ctrl-C.",
    footer = {
      "",
      "Example:",
      "  chat4all tail",
      "  chat4all tail @maria --json | jq -r 'select(.message).message.content'"
    })
final class TailCommand implements Callable<Integer> {

  private final CliContext context;

  @Mixin private CommonOptions common = new CommonOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "CONVERSATION|@USER",
      description = "Only these conversations (default: all of yours).")
  private List<String> only = List.of();

  @Option(
      names = "--ack",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Tell the server what arrived, which makes DELIVERED (default: on).")
  private boolean ack;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "End after N events.")
  private long limit = Long.MAX_VALUE;

  TailCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (var client = common.client(context)) {
      var shown = new HashSet<String>();
      for (var conversation : only) {
        shown.add(Conversations.find(client, conversation));
      }
      var printer = new Printer(client, shown);
      try (var session = client.live(LiveOptions.defaults(), printer)) {
        printer.session.complete(session);
        var end = printer.end.take();
        if (end.isPresent()) {
          throw end.get();
        }
      }
    }
    return 0;
  }

  private final class Printer implements LiveListener {

    private final Set<String> shown;
    private final Chat4AllClient client;
    private final EventText text = new EventText(context.output(), context.zone());
    private final CompletableFuture<LiveSession> session = new CompletableFuture<>();
    private final BlockingQueue<Optional<Chat4AllException>> end = new LinkedBlockingQueue<>();
    private @Nullable Conversations conversations;
    private String me = "";
    private boolean lost;
    private long printed;

    private Printer(Chat4AllClient client, Set<String> shown) {
      this.client = client;
      this.shown = shown;
    }

    @Override
    public void connected(Ready ready) {
      me = ready.getUserId();
      if (conversations == null) {
        conversations = new Conversations(client, me);
      }
      if (lost) {
        context.output().error("chat4all: connected again");
        lost = false;
      }
    }

    @Override
    public void event(Event event) {
      if (printed >= limit || !(shown.isEmpty() || shown.contains(event.getConversationId()))) {
        return;
      }
      print(event);
      printed++;
      if (ack && event.hasMessage() && !event.getMessage().getSenderId().equals(me)) {
        session.join().ack(event.getConversationId(), event.getMessage().getSeq());
      }
      if (printed == limit || context.output().broken()) {
        end.add(Optional.empty());
      }
    }

    @Override
    public void disconnected(Chat4AllException cause, Duration retryIn) {
      if (!lost) {
        context
            .output()
            .error("chat4all: connection lost (" + cause.code() + "), connecting again");
        lost = true;
      }
    }

    @Override
    public void closed(Optional<Chat4AllException> cause) {
      end.add(cause);
    }

    private void print(Event event) {
      if (common.json) {
        context.output().json(event);
      } else {
        var id = event.getConversationId();
        var label = id.isEmpty() || conversations == null ? "" : conversations.label(id);
        context.output().line(text.event(event, label));
      }
    }
  }
}
