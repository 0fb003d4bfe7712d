package io.chat4all.core.log;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.MessageId;
import java.time.Instant;

/// News about deliveries; the topic `chat4all.status_updates`, keyed by conversation.
public sealed interface ReceiptFact {

  /// Which conversation.
  ConversationId conversation();

  /// When the gateway accepted it.
  Instant at();

  /// A member has, or has read, every message up to `upToSeq`.
  ///
  /// @param status DELIVERED or READ; READ implies DELIVERED
  /// @param cause `device`, or the id of who reported it
  record WatermarkMoved(
      ConversationId conversation,
      UserId user,
      DeliveryStatus status,
      long upToSeq,
      String cause,
      Instant at)
      implements ReceiptFact {}

  /// A connector's report on one delivery.
  ///
  /// @param recipient a user id or an external address; may be empty
  record StatusReported(
      ConversationId conversation,
      MessageId message,
      String recipient,
      ChannelId channel,
      DeliveryStatus status,
      String reason,
      String cause,
      Instant at)
      implements ReceiptFact {}

  /// A delivery is on its way that its message did not begin with: by another channel, or again.
  ///
  /// @param again whether it had failed and is tried again; else it is new
  /// @param cause `fallback`, or the id of who replayed it
  record DeliveryQueued(
      ConversationId conversation,
      MessageId message,
      String recipient,
      ChannelId channel,
      boolean again,
      String cause,
      Instant at)
      implements ReceiptFact {}
}
