package io.chat4all.core.intake;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.MessageId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The wish to send a message.
///
/// @param id chosen by the sender, and then the key of idempotency
/// @param to the members of a conversation that this makes, and whom `channels` are for
public record SendCommand(
    Optional<MessageId> id,
    ConversationId conversation,
    Content content,
    Optional<MessageId> replyTo,
    Map<String, String> metadata,
    List<UserId> to,
    List<ChannelId> channels) {

  public SendCommand {
    metadata = Map.copyOf(metadata);
    to = List.copyOf(to);
    channels = List.copyOf(channels);
  }
}
