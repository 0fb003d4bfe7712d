package io.chat4all.connectors.telegram;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.FileSource;
import io.chat4all.connector.api.MediaLostException;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundChange;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Poller;
import io.chat4all.connectors.http.Json;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Speaks the Bot API for one bot.
final class TelegramConnector implements Connector {

  private static final String NO_REPLY_TARGET = "message to be replied not found";

  private final TelegramSettings settings;
  private final BotApi api;
  private final UpdateReader reader;
  private final BotErrors errors;

  TelegramConnector(TelegramSettings settings, BotApi api, UpdateReader reader, Clock clock) {
    this.settings = settings;
    this.api = api;
    this.reader = reader;
    this.errors = new BotErrors(clock);
  }

  @Override
  public Outcome sendMessage(Outbound message) throws InterruptedException {
    return send(
        message.address(), message.replyTo(), (chat, reply) -> Sending.of(message, chat, reply));
  }

  @Override
  public Outcome sendFile(OutboundFile message) throws InterruptedException {
    var shown = FileKind.of(message.type(), message.file());
    var outcome =
        send(
            message.address(),
            message.replyTo(),
            (chat, reply) -> Sending.of(message, shown, chat, reply));
    var refusedPicture =
        shown == FileKind.PHOTO
            && outcome instanceof Outcome.Refused(_, var reason)
            && FileKind.isNoPhoto(reason);
    return refusedPicture
        ? send(
            message.address(),
            message.replyTo(),
            (chat, reply) -> Sending.of(message, FileKind.DOCUMENT, chat, reply))
        : outcome;
  }

  /// Sends, and once more where Telegram says how: to the supergroup that a group became, or
  /// without the message to be answered.
  private Outcome send(String address, Optional<String> replyTo, Sending.Maker maker)
      throws InterruptedException {
    if (!TelegramConnectorFactory.isChatId(address)) {
      return new Outcome.Refused(Outcome.Fault.RECIPIENT, "not a chat id");
    }
    var chat = Long.parseLong(address);
    var reply = replyTo.flatMap(MessageRef::of).filter(ref -> ref.chat() == chat);
    var answer = maker.make(chat, reply).through(api);
    if (answer instanceof BotAnswer.Refusal error) {
      if (error.migrateTo().isPresent()) {
        var target = error.migrateTo().getAsLong();
        return outcome(maker.make(target, Optional.empty()).through(api), address);
      }
      if (reply.isPresent() && error.says(NO_REPLY_TARGET)) {
        return outcome(maker.make(chat, Optional.empty()).through(api), address);
      }
    }
    return outcome(answer, address);
  }

  private Outcome outcome(BotAnswer answer, String address) {
    return switch (answer) {
      case BotAnswer.Ok(var result) -> {
        var message = Json.number(result, "message_id");
        var chat = Json.number(result, "chat", "id");
        if (message == 0 || chat == 0) {
          yield new Outcome.Uncertain("taken, but the answer names no message");
        }
        var moved = !Long.toString(chat).equals(address);
        yield new Outcome.Accepted(
            new MessageRef(chat, message).toString(), moved ? Long.toString(chat) : "");
      }
      case BotAnswer.Refusal error -> errors.outcome(error, address);
      case BotAnswer.Failed(var outcome) -> outcome;
    };
  }

  @Override
  public Outcome change(OutboundChange change) throws InterruptedException {
    var ref = MessageRef.of(change.providerId());
    if (ref.isEmpty()) {
      return new Outcome.Refused(Outcome.Fault.MESSAGE, "not a message of this channel");
    }
    var target = Json.object();
    target.put("chat_id", ref.get().chat()).put("message_id", ref.get().message());
    var answer =
        switch (change.kind()) {
          case OutboundChange.Kind.React(var emoji) -> react(target, emoji);
          case OutboundChange.Kind.Edit(var text) -> edit(target, text);
          case OutboundChange.Kind.Delete() -> api.call("deleteMessage", target);
        };
    return changed(answer, change.address());
  }

  private BotAnswer react(ObjectNode target, String emoji) throws InterruptedException {
    var reactions = target.putArray("reaction");
    if (!emoji.isEmpty()) {
      reactions.addObject().put("type", "emoji").put("emoji", emoji);
    }
    return api.call("setMessageReaction", target);
  }

  private BotAnswer edit(ObjectNode target, String text) throws InterruptedException {
    var answer = api.call("editMessageText", target.deepCopy().put("text", text));
    var hasCaption =
        answer instanceof BotAnswer.Refusal error && error.says("no text in the message to edit");
    return hasCaption ? api.call("editMessageCaption", target.put("caption", text)) : answer;
  }

  /// A change may be repeated without harm, and one that is there already is done.
  private Outcome changed(BotAnswer answer, String address) {
    return switch (answer) {
      case BotAnswer.Ok _ -> Outcome.Accepted.as("");
      case BotAnswer.Refusal error
          when error.says("message is not modified") || error.says("message to delete not found") ->
          Outcome.Accepted.as("");
      case BotAnswer.Refusal error -> harmless(errors.outcome(error, address));
      case BotAnswer.Failed(var outcome) -> harmless(outcome);
    };
  }

  private static Outcome harmless(Outcome outcome) {
    return outcome instanceof Outcome.Uncertain(var reason)
        ? new Outcome.Deferred(Duration.ZERO, Outcome.Scope.ACCOUNT, reason)
        : outcome;
  }

  @Override
  public Optional<WebhookHandler> webhookHandler() {
    return settings.mode() == TelegramSettings.Mode.WEBHOOK
        ? Optional.of(new TelegramWebhook(settings.webhookSecret(), reader))
        : Optional.empty();
  }

  @Override
  public Optional<Poller> poller() {
    return settings.mode() == TelegramSettings.Mode.POLL
        ? Optional.of(new TelegramPoller(api, reader))
        : Optional.empty();
  }

  @Override
  public FileSource fetch(String reference) throws IOException, InterruptedException {
    return switch (api.call("getFile", Json.object().put("file_id", reference))) {
      case BotAnswer.Ok(var result) -> {
        var file = api.download(Json.text(result, "file_path"));
        var unknown = file.mediaType().startsWith("application/octet-stream");
        yield unknown ? new FileSource(file.content(), "", "") : file;
      }
      case BotAnswer.Refusal error when error.code() == 400 && !error.says("temporarily") ->
          throw new MediaLostException(error.reason());
      case BotAnswer.Refusal error -> throw new IOException(error.reason());
      case BotAnswer.Failed failed -> throw new IOException(failed.reason());
    };
  }

  @Override
  public void close() {
    api.close();
  }
}
