package io.chat4all.gateway.wire;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Channels;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.intake.IdentityIntake;
import io.chat4all.core.intake.SendCommand;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.MessageKey;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.SendMessageResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Turns the request to send, in either of its two bodies, into a command. Thread-safe.
public final class SendRequests {

  private static final ChannelId ALL = new ChannelId("all");

  private final Channels channels;
  private final IdentityIntake identities;

  /// `identities` finds who is meant by `channel:address`.
  public SendRequests(Channels channels, IdentityIntake identities) {
    this.channels = channels;
    this.identities = identities;
  }

  /// The command that a request of this caller asks for. May block for a recipient who is named by
  /// an address.
  public SendCommand command(Caller caller, SendMessageRequest request) {
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
        to(caller, request.getToList()),
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

  private List<UserId> to(Caller caller, List<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    var users = new ArrayList<UserId>(names.size());
    for (int i = 0; i < names.size(); i++) {
      users.add(recipient(caller, "to[%d]".formatted(i), names.get(i)));
    }
    return users;
  }

  /// A user's id has no colon.
  private UserId recipient(Caller caller, String field, String name) {
    int colon = name.indexOf(':');
    if (colon < 0) {
      return Ids.user(field, name);
    }
    var channel = name.substring(0, colon);
    if (!ChannelId.isValid(channel) || channels.find(new ChannelId(channel)).isEmpty()) {
      throw unknownChannel(field, channels.all().stream().map(info -> info.id().value()));
    }
    try {
      return identities.recipient(caller, name);
    } catch (ApiException e) {
      throw new ApiException(e.code(), e.detail(), field, e.retryAfter());
    }
  }

  private List<ChannelId> channels(List<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    return names.stream().map(this::channel).distinct().toList();
  }

  private ChannelId channel(String name) {
    if (ChannelId.isValid(name)) {
      var id = new ChannelId(name);
      if (id.equals(ALL) || id.equals(ChannelId.INTERNAL) || channels.find(id).isPresent()) {
        return id;
      }
    }
    var known = channels.all().stream().map(info -> info.id().value());
    throw unknownChannel(
        "channels", Stream.concat(Stream.of(ALL.value(), ChannelId.INTERNAL.value()), known));
  }

  private static ApiException unknownChannel(String field, Stream<String> known) {
    return ApiException.invalid(
        field,
        "%s: unknown channel (expected: one of %s)"
            .formatted(field, known.collect(Collectors.joining(", "))));
  }
}
