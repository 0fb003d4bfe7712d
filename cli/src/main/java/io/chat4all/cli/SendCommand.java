package io.chat4all.cli;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Chat4AllException;
import io.chat4all.protocol.v1.MessageStatus;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.Status;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chat4all send`: sends one text, once, and waits for its status if asked to.
@Command(
    name = "send",
    description = "Send a text to a conversation or a user.",
    footer = {
      "",
      "Example:",
      "  chat4all send @maria 'Hello, Maria'",
      "  chat4all send @maria --wait delivered 'Are you there?'",
      "  chat4all send @maria --channel whatsapp 'On your phone'",
      "  fortune | chat4all send 0190b0f2-8f00-7000-8000-000000000001 -"
    })
final class SendCommand implements Callable<Integer> {

  private static final Duration POLL = Duration.ofMillis(100);

  private final CliContext context;

  @Mixin private CommonOptions common = new CommonOptions();

  @Parameters(
      index = "0",
      paramLabel = "CONVERSATION|@USER",
      description = "Where to: a conversation id, or @ and a username.")
  private String to = "";

  @Parameters(
      index = "1",
      paramLabel = "TEXT|-",
      description = "The text; - reads it from standard input.")
  private String text = "";

  @Option(
      names = "--channel",
      paramLabel = "CHANNEL",
      description = "Over this channel, or all; may be repeated (default: as each prefers).")
  private List<String> channels = List.of();

  @Option(
      names = "--wait",
      paramLabel = "STATUS",
      description = "Wait until the message is ${COMPLETION-CANDIDATES}.")
  private @Nullable Wait wait;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long --wait waits (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Option(
      names = "--message-id",
      paramLabel = "UUID",
      description = "The message's id; sending the same again changes nothing.")
  private @Nullable String messageId;

  @Option(names = "--reply-to", paramLabel = "UUID", description = "The message that this answers.")
  private @Nullable String replyTo;

  SendCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (var client = common.client(context)) {
      var answer = client.send(request(client));
      var waited =
          Optional.ofNullable(wait).map(goal -> await(client, answer.getMessageId(), goal));
      if (!common.json) {
        var status = waited.map(MessageStatus::getStatus).orElse(Status.PENDING);
        context.output().line(answer.getMessageId() + " " + word(status));
      } else if (waited.isPresent()) {
        context.output().json(waited.get());
      } else {
        context.output().json(answer);
      }
    }
    return 0;
  }

  private SendMessageRequest request(Chat4AllClient client) {
    var request = SendMessageRequest.newBuilder();
    if (messageId != null) {
      request.setMessageId(Conversations.id("--message-id", messageId, "a UUID"));
    }
    if (replyTo != null) {
      request.setReplyTo(Conversations.id("--reply-to", replyTo, "a UUID"));
    }
    return request
        .setContent(text.equals("-") ? context.readAll() : text)
        .setConversationId(Conversations.find(client, to))
        .addAllChannels(channels)
        .build();
  }

  private MessageStatus await(Chat4AllClient client, String id, Wait goal) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
    while (true) {
      var status = status(client, id);
      if (status.getStatus() == Status.FAILED) {
        throw CliException.refused("message " + id + " failed" + reasons(status), "failed");
      }
      if (status.getStatus().getNumber() >= goal.status.getNumber()) {
        return status;
      }
      if (System.nanoTime() > deadline) {
        throw CliException.refused(
            "message %s is %s, not %s, after %d s"
                .formatted(id, word(status.getStatus()), goal, timeoutSeconds),
            "timeout");
      }
      pause();
    }
  }

  private static MessageStatus status(Chat4AllClient client, String id) {
    try {
      return client.status(id);
    } catch (Chat4AllException e) {
      if (e.code().equals("not_found")) {
        // Accepted, and not in the history yet.
        return MessageStatus.newBuilder().setMessageId(id).setStatus(Status.PENDING).build();
      }
      throw e;
    }
  }

  private static String reasons(MessageStatus status) {
    return status.getDeliveriesList().stream()
        .flatMap(delivery -> delivery.getHistoryList().stream())
        .map(change -> change.getReason())
        .filter(reason -> !reason.isEmpty())
        .findFirst()
        .map(reason -> ": " + reason)
        .orElse("");
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.refused("interrupted", Chat4AllException.CANCELLED);
    }
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /// What `--wait` waits for; lower case because a person types it.
  enum Wait {
    stored(Status.SENT),
    delivered(Status.DELIVERED),
    read(Status.READ);

    private final Status status;

    Wait(Status status) {
      this.status = status;
    }
  }
}
