package io.chat4all.core.log;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.Delivery.Move;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Instant;
import java.util.Optional;

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

  /// News about one delivery outside the app.
  sealed interface OfDelivery extends ReceiptFact {

    /// Of which message.
    MessageId message();

    /// A user id or an external address; may be empty.
    String recipient();

    /// By which channel.
    ChannelId channel();

    /// How it moves a delivery that has this status, or that there was none of; empty when it does
    /// not.
    Optional<Move> move(Optional<DeliveryStatus> now);

    /// The message in its conversation.
    default MessageKey key() {
      return new MessageKey(conversation(), message());
    }
  }

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
      implements OfDelivery {
    @Override
    public Optional<Move> move(Optional<DeliveryStatus> now) {
      return now.orElse(DeliveryStatus.PENDING).canBecome(status)
          ? Optional.of(new Move(status, at, cause, reason))
          : Optional.empty();
    }
  }

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
      implements OfDelivery {
    @Override
    public Optional<Move> move(Optional<DeliveryStatus> now) {
      return now.map(it -> it.canBeQueued(again)).orElse(true)
          ? Optional.of(new Move(DeliveryStatus.PENDING, at, cause, ""))
          : Optional.empty();
    }
  }
}
