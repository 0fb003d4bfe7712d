package io.chat4all.cli;

import io.chat4all.protocol.v1.MessageStatus;
import io.chat4all.protocol.v1.Status;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `chat4all status`: shows how far a message has come, delivery by delivery.
@Command(
    name = "status",
    description = "Show how far a message has come: each delivery with its history.",
    footer = {"", "Example:", "  chat4all status 0190b0f2-8f00-7000-8000-000000000001"})
final class StatusCommand implements Callable<Integer> {

  private final CliContext context;

  @Mixin private CommonOptions common = new CommonOptions();

  @Parameters(index = "0", paramLabel = "MESSAGE-ID", description = "The message.")
  private String messageId = "";

  StatusCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var id = Conversations.id("message id", messageId, "a UUID");
    try (var client = common.client(context)) {
      var status = client.status(id);
      if (common.json) {
        context.output().json(status);
      } else {
        print(status);
      }
    }
    return 0;
  }

  private void print(MessageStatus status) {
    var output = context.output();
    var text = new EventText(output, context.zone());
    output.line("message       " + status.getMessageId());
    output.line("conversation  " + status.getConversationId());
    output.line("status        " + output.bold(word(status.getStatus())));
    if (status.getDeliveriesCount() == 0) {
      return;
    }
    output.line("");
    var table = new Table("RECIPIENT", "CHANNEL", "STATUS", "AT", "CAUSE", "REASON");
    for (var delivery : status.getDeliveriesList()) {
      var recipient = delivery.getRecipient().isEmpty() ? "-" : delivery.getRecipient();
      var channel = delivery.getChannel();
      if (delivery.getHistoryCount() == 0) {
        table.row(recipient, channel, word(delivery.getStatus()), "-", "", "");
      }
      for (var change : delivery.getHistoryList()) {
        table.row(
            recipient,
            channel,
            word(change.getStatus()),
            text.date(change.getAt()),
            change.getCause(),
            EventText.safe(change.getReason()));
        recipient = "";
        channel = "";
      }
    }
    table.print(output);
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
