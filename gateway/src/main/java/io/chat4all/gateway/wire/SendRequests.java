package io.chat4all.gateway.wire;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.intake.SendCommand;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.MessageKey;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.SendMessageResponse;
import java.time.Duration;
import java.util.List;

/// Turns the request to send, in either of its two bodies, into a command. Thread-safe.
public final class SendRequests {

  private SendRequests() {}

  /// The command that a request of this caller asks for.
  public static SendCommand command(Caller caller, SendMessageRequest request) {
    if (!request.getFrom().isEmpty() && !request.getFrom().equals(caller.id().value())) {
      throw new ApiException(
          ErrorCode.SENDER_MISMATCH, "from: not the caller", "from", Duration.ZERO);
    }
    return new SendCommand(
        Ids.optionalMessage("message_id", request.getMessageId()),
        conversation(request),
        content(request),
        Ids.optionalMessage("reply_to", request.getReplyTo()),
        request.getMetadataMap(),
        Ids.users("to", request.getToList()),
        channels(request.getChannelsList()));
  }

  /// The answer to an accepted one.
  public static SendMessageResponse accepted(MessageKey message) {
    return SendMessageResponse.newBuilder()
        .setStatus("accepted")
        .setMessageId(message.id().toString())
        .setConversationId(message.conversation().toString())
        .build();
  }

  private static ConversationId conversation(SendMessageRequest request) {
    String id = request.getConversationId();
    String other = request.getChatId();
    if (id.isEmpty() && other.isEmpty()) {
      throw ApiException.invalid("conversation_id", "conversation_id: missing");
    }
    if (id.isEmpty()) {
      return Ids.conversation("chat_id", other);
    }
    var conversation = Ids.conversation("conversation_id", id);
    if (!other.isEmpty() && !Ids.conversation("chat_id", other).equals(conversation)) {
      throw ApiException.invalid("chat_id", "chat_id: differs from conversation_id");
    }
    return conversation;
  }

  private static Content content(SendMessageRequest request) {
    if (!request.hasPayload()) {
      return Contents.ofShort(request.getContent(), request.getFileId());
    }
    if (!request.getContent().isEmpty()) {
      throw ApiException.invalid("content", "content: not together with payload");
    }
    if (!request.getFileId().isEmpty()) {
      throw ApiException.invalid("file_id", "file_id: not together with payload");
    }
    return Contents.of(request.getPayload());
  }

  private static List<ChannelId> channels(List<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    try {
      return names.stream().map(ChannelId::new).toList();
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("channels", "channels: not a channel's name");
    }
  }
}
