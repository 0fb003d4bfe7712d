package io.chat4all.core.delivery;

import io.chat4all.core.channel.ChannelId;
import java.time.Instant;
import java.util.List;

/// One message on its way to one recipient over one channel, with every move it made.
///
/// @param recipient a user id or an external address; empty for the other side of a conversation
///   that has no other member
public record Delivery(
    String recipient, ChannelId channel, DeliveryStatus status, List<Move> history) {

  public Delivery {
    history = List.copyOf(history);
  }

  /// One move.
  ///
  /// @param cause who or what moved it: `router`, `device`, or the id of the API client
  /// @param reason why it failed, or empty
  public record Move(DeliveryStatus status, Instant at, String cause, String reason) {}
}
