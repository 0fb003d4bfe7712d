package io.chat4all.core.query;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.Delivery;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.Message;
import java.time.Instant;
import java.util.List;

/// The whole way of a message, as one caller may see it.
///
/// @param hops what happened, in the order of time
/// @param deliveries where each delivery outside the app stands now, by recipient and channel
/// @param truncated whether there are more deliveries or attempts than are told
public record MessageTrace(
    Message message,
    DeliveryStatus status,
    List<Hop> hops,
    List<TracedDelivery> deliveries,
    boolean truncated) {

  public MessageTrace {
    hops = List.copyOf(hops);
    deliveries = List.copyOf(deliveries);
  }

  /// A delivery outside the app.
  ///
  /// @param recipient as the caller may see it
  /// @param address as the caller may see it
  public record TracedDelivery(DeliveryLedger.Entry entry, String recipient, String address) {}

  /// One thing that happened. `recipient` of any hop is as the caller may see it.
  public sealed interface Hop {

    /// When.
    Instant at();

    /// The log has the message.
    record Accepted(Instant at) implements Hop {}

    /// The history has it.
    record Routed(Instant at, long seq) implements Hop {}

    /// A call to a provider.
    record Attempted(String recipient, DeliveryLedger.Attempt attempt) implements Hop {
      @Override
      public Instant at() {
        return attempt.startedAt();
      }
    }

    /// A delivery moved.
    record Moved(String recipient, ChannelId channel, Delivery.Move move) implements Hop {
      @Override
      public Instant at() {
        return move.at();
      }
    }

    /// A delivery ended without being sent.
    ///
    /// @param state FAILED, REPLACED or DISCARDED
    record GivenUp(
        Instant at, String recipient, ChannelId channel, DeliveryLedger.State state, String reason)
        implements Hop {}
  }
}
