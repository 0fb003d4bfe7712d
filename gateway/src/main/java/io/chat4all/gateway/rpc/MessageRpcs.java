package io.chat4all.gateway.rpc;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Empty;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.intake.Intakes;
import io.chat4all.core.intake.MessageIntake;
import io.chat4all.core.intake.ReceiptIntake;
import io.chat4all.core.intake.SendCallback;
import io.chat4all.core.message.MessageKey;
import io.chat4all.core.query.MessageReader;
import io.chat4all.core.query.Readers;
import io.chat4all.core.query.TraceReader;
import io.chat4all.gateway.limit.SendLimit;
import io.chat4all.gateway.wire.Ids;
import io.chat4all.gateway.wire.Messages;
import io.chat4all.gateway.wire.SendRequests;
import io.chat4all.gateway.wire.Traces;
import io.chat4all.protocol.v1.AddReactionRequest;
import io.chat4all.protocol.v1.DeleteMessageRequest;
import io.chat4all.protocol.v1.EditMessageRequest;
import io.chat4all.protocol.v1.EditMessageResponse;
import io.chat4all.protocol.v1.GetMessageRequest;
import io.chat4all.protocol.v1.GetMessageStatusRequest;
import io.chat4all.protocol.v1.ListMessagesRequest;
import io.chat4all.protocol.v1.ListMessagesResponse;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.MessageStatus;
import io.chat4all.protocol.v1.MessageTrace;
import io.chat4all.protocol.v1.MessagesGrpc;
import io.chat4all.protocol.v1.RemoveReactionRequest;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.SendMessageResponse;
import io.chat4all.protocol.v1.Status;
import io.chat4all.protocol.v1.TraceMessageRequest;
import io.chat4all.protocol.v1.UpdateMessageStatusRequest;
import io.chat4all.protocol.v1.UpdateMessageStatusResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The service `Messages`. Thread-safe.
final class MessageRpcs {

  private final MessageIntake intake;
  private final ReceiptIntake receipts;
  private final MessageReader reader;
  private final TraceReader traces;
  private final SendRequests sends;
  private final SendLimit limit;
  private final SendMetrics metrics;

  MessageRpcs(
      Intakes intakes, Readers readers, SendRequests sends, SendLimit limit, SendMetrics metrics) {
    this.intake = intakes.messages();
    this.receipts = intakes.receipts();
    this.reader = readers.messages();
    this.traces = readers.traces();
    this.sends = sends;
    this.limit = limit;
    this.metrics = metrics;
  }

  List<Rpc<?, ?>> all() {
    return List.of(
        Rpc.later(
            MessagesGrpc.getSendMessageMethod(),
            SendMessageRequest.getDefaultInstance(),
            this::send),
        Rpc.of(
            MessagesGrpc.getGetMessageMethod(), GetMessageRequest.getDefaultInstance(), this::get),
        Rpc.of(
            MessagesGrpc.getListMessagesMethod(),
            ListMessagesRequest.getDefaultInstance(),
            this::list),
        Rpc.of(
            MessagesGrpc.getGetMessageStatusMethod(),
            GetMessageStatusRequest.getDefaultInstance(),
            this::status),
        Rpc.of(
            MessagesGrpc.getTraceMessageMethod(),
            TraceMessageRequest.getDefaultInstance(),
            this::trace),
        Rpc.of(
            MessagesGrpc.getUpdateMessageStatusMethod(),
            UpdateMessageStatusRequest.getDefaultInstance(),
            this::updateStatus),
        Rpc.of(
            MessagesGrpc.getEditMessageMethod(),
            EditMessageRequest.getDefaultInstance(),
            this::edit),
        Rpc.of(
            MessagesGrpc.getDeleteMessageMethod(),
            DeleteMessageRequest.getDefaultInstance(),
            this::delete),
        Rpc.of(
            MessagesGrpc.getAddReactionMethod(),
            AddReactionRequest.getDefaultInstance(),
            this::addReaction),
        Rpc.of(
            MessagesGrpc.getRemoveReactionMethod(),
            RemoveReactionRequest.getDefaultInstance(),
            this::removeReaction));
  }

  private void send(
      @Nullable Caller caller, SendMessageRequest request, Answer<SendMessageResponse> answer) {
    var sender = requireNonNull(caller, "caller");
    limit.check(sender);
    long started = System.nanoTime();
    intake.send(
        sender,
        sends.command(sender, request),
        new SendCallback() {
          @Override
          public void accepted(MessageKey message) {
            metrics.accepted(System.nanoTime() - started);
            answer.succeed(SendRequests.accepted(message));
          }

          @Override
          public void refused(ApiException cause) {
            answer.fail(cause);
          }
        });
  }

  private Message get(Caller caller, GetMessageRequest request) {
    var view =
        reader.get(
            caller,
            Ids.message("message_id", request.getMessageId()),
            Ids.optionalConversation("conversation_id", request.getConversationId()));
    return Messages.of(view.message(), view.status());
  }

  private ListMessagesResponse list(Caller caller, ListMessagesRequest request) {
    var query = HistoryPages.query(request);
    var conversation = Ids.conversation("conversation_id", request.getConversationId());
    var page = reader.list(caller, conversation, query);
    var answer = ListMessagesResponse.newBuilder();
    for (var view : page.messages()) {
      answer.addMessages(Messages.of(view.message(), view.status()));
    }
    return answer.setNextPageToken(HistoryPages.next(query, page)).build();
  }

  private MessageStatus status(Caller caller, GetMessageStatusRequest request) {
    var view =
        reader.get(
            caller,
            Ids.message("message_id", request.getMessageId()),
            Ids.optionalConversation("conversation_id", request.getConversationId()));
    var answer =
        MessageStatus.newBuilder()
            .setMessageId(view.message().id().toString())
            .setConversationId(view.message().conversation().toString())
            .setStatus(Messages.of(view.status()));
    reader.deliveries(view.message()).forEach(found -> answer.addDeliveries(Messages.of(found)));
    return answer.build();
  }

  private MessageTrace trace(Caller caller, TraceMessageRequest request) {
    return Traces.of(
        traces.trace(
            caller,
            Ids.message("message_id", request.getMessageId()),
            Ids.optionalConversation("conversation_id", request.getConversationId())));
  }

  private UpdateMessageStatusResponse updateStatus(
      Caller caller, UpdateMessageStatusRequest request) {
    receipts.report(
        caller,
        Ids.message("message_id", request.getMessageId()),
        Ids.optionalConversation("conversation_id", request.getConversationId()),
        request.getRecipient(),
        request.getChannel().isEmpty() ? ChannelId.INTERNAL : new ChannelId(request.getChannel()),
        status(request.getStatus()),
        request.getReason());
    return UpdateMessageStatusResponse.newBuilder()
        .setMessageId(request.getMessageId())
        .setStatus(request.getStatus())
        .build();
  }

  private EditMessageResponse edit(Caller caller, EditMessageRequest request) {
    limit.check(caller);
    if (request.hasPayload() && !request.getContent().isEmpty()) {
      throw ApiException.invalid("content", "content: not together with payload");
    }
    intake.edit(
        caller,
        Ids.message("message_id", request.getMessageId()),
        Ids.optionalConversation("conversation_id", request.getConversationId()),
        request.hasPayload() ? request.getPayload().getText() : request.getContent());
    return EditMessageResponse.newBuilder()
        .setStatus("accepted")
        .setMessageId(request.getMessageId())
        .build();
  }

  private Empty delete(Caller caller, DeleteMessageRequest request) {
    limit.check(caller);
    intake.delete(
        caller,
        Ids.message("message_id", request.getMessageId()),
        Ids.optionalConversation("conversation_id", request.getConversationId()));
    return Empty.getDefaultInstance();
  }

  private Empty addReaction(Caller caller, AddReactionRequest request) {
    limit.check(caller);
    react(caller, request.getMessageId(), request.getConversationId(), request.getEmoji(), true);
    return Empty.getDefaultInstance();
  }

  private Empty removeReaction(Caller caller, RemoveReactionRequest request) {
    limit.check(caller);
    react(caller, request.getMessageId(), request.getConversationId(), request.getEmoji(), false);
    return Empty.getDefaultInstance();
  }

  private void react(
      Caller caller, String message, String conversation, String emoji, boolean added) {
    intake.react(
        caller,
        Ids.message("message_id", message),
        Ids.optionalConversation("conversation_id", conversation),
        emoji,
        added);
  }

  private static DeliveryStatus status(Status status) {
    return switch (status) {
      case SENT -> DeliveryStatus.SENT;
      case DELIVERED -> DeliveryStatus.DELIVERED;
      case READ -> DeliveryStatus.READ;
      case FAILED -> DeliveryStatus.FAILED;
      case PENDING, STATUS_UNSPECIFIED, UNRECOGNIZED ->
          throw ApiException.invalid("status", "status: not one that is reported");
    };
  }
}
