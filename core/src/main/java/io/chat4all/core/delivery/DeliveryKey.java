package io.chat4all.core.delivery;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.message.MessageId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// What names one delivery: a message reaches a recipient at most once over a channel.
///
/// @param recipient a user id; an address where the recipient is no user
public record DeliveryKey(
    ConversationId conversation, MessageId message, String recipient, ChannelId channel) {

  /// The delivery's id, which is given to providers that repeat it: the same for the same key.
  public String id() {
    var text = conversation + "/" + message + "/" + recipient + "/" + channel;
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
