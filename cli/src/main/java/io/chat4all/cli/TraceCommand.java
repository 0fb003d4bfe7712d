package io.chat4all.cli;

import io.chat4all.protocol.v1.MessageTrace;
import io.chat4all.protocol.v1.TraceHop;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `chat4all trace`: shows the whole way of a message, hop by hop.
@Command(
    name = "trace",
    description = "Show where a message is and how it got there: hops, attempts, answers.",
    footer = {"", "Example:", "  chat4all trace 0190b0f2-8f00-7000-8000-000000000001"})
final class TraceCommand implements Callable<Integer> {

  private static final int WIDTH = 11;

  private final CliContext context;

  @Mixin private CommonOptions common = new CommonOptions();

  @Parameters(index = "0", paramLabel = "MESSAGE-ID", description = "The message.")
  private String messageId = "";

  TraceCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var id = Conversations.id("message id", messageId, "a UUID");
    try (var client = common.client(context)) {
      var trace = client.trace(id);
      if (common.json) {
        context.output().json(trace);
      } else {
        print(trace);
      }
    }
    return 0;
  }

  private void print(MessageTrace trace) {
    var output = context.output();
    var text = new EventText(output, context.zone());
    output.line("message       " + trace.getMessageId());
    output.line("conversation  " + trace.getConversationId());
    output.line("status        " + output.bold(trace.getStatus().name().toLowerCase(Locale.ROOT)));
    output.line("");
    for (var hop : trace.getHopsList()) {
      output.line(output.faint(text.moment(hop.getAt())) + "  " + line(hop, text));
    }
    if (trace.getTruncated()) {
      output.line("… and more than is shown here");
    }
    if (trace.getDeliveriesCount() > 0) {
      output.line("");
      deliveries(trace, text).print(output);
    }
  }

  private String line(TraceHop hop, EventText text) {
    if (hop.getRecipient().isEmpty() && hop.getChannel().isEmpty()) {
      return hop.getKind().equals("routed") ? "routed as #" + hop.getSeq() : hop.getKind();
    }
    var to = Table.pad(hop.getChannel(), WIDTH) + EventText.safe(hop.getRecipient()) + "  ";
    return to
        + switch (hop.getKind()) {
          case "attempt" -> attempt(hop, text);
          case "status" ->
              context.output().bold(hop.getStatus().name().toLowerCase(Locale.ROOT))
                  + (hop.getCause().isEmpty() ? "" : " by " + EventText.safe(hop.getCause()))
                  + because(hop);
          case "dead_letter" -> context.output().red("dead letter") + because(hop);
          default -> hop.getKind() + because(hop);
        };
  }

  private static String attempt(TraceHop hop, EventText text) {
    var attempt = hop.getAttempt();
    var line =
        new StringBuilder(
            "attempt %d from %s: ".formatted(attempt.getNumber(), attempt.getAccount()));
    if (attempt.hasEndedAt()) {
      line.append(attempt.getOutcome())
          .append(" after ")
          .append(attempt.getDurationMillis())
          .append(" ms");
    } else {
      line.append("under way");
    }
    line.append(because(hop));
    if (attempt.hasNextAttemptAt()) {
      line.append("; next at ").append(text.moment(attempt.getNextAttemptAt()));
    }
    return line.toString();
  }

  private static String because(TraceHop hop) {
    return hop.getDetail().isEmpty() ? "" : ": " + EventText.safe(hop.getDetail());
  }

  private static Table deliveries(MessageTrace trace, EventText text) {
    var table =
        new Table(
            "RECIPIENT", "CHANNEL", "ACCOUNT", "ADDRESS", "STATE", "ATTEMPTS", "NEXT", "REASON");
    for (var delivery : trace.getDeliveriesList()) {
      table.row(
          EventText.safe(delivery.getRecipient()),
          delivery.getChannel(),
          delivery.getAccount(),
          EventText.safe(delivery.getAddress()),
          delivery.getState(),
          Integer.toString(delivery.getAttempts()),
          delivery.hasNextAttemptAt() ? text.moment(delivery.getNextAttemptAt()) : "-",
          EventText.safe(delivery.getReason()));
    }
    return table;
  }
}
