package io.chat4all.worker.delivery;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What the delivery engine of this process has done since it started, at one moment; for metrics.
public record DeliveryStats(List<ChannelStats> channels) {

  public DeliveryStats {
    channels = List.copyOf(channels);
  }

  /// One channel. Numbers only grow, except what is in hand and the durations.
  ///
  /// @param inHand deliveries that were taken and are unfinished
  /// @param accepted attempts that the provider took
  /// @param deferred attempts that it put off
  /// @param refused attempts that it refused
  /// @param uncertain attempts without an answer
  /// @param sent deliveries that were made
  /// @param replaced deliveries that another channel took over
  /// @param dead deliveries that were given up
  /// @param parked times that a delivery was put to wait in the ledger
  /// @param ownHalf what half of all attempts took, without the provider's part and without waits
  ///   that were asked for
  /// @param ownMost what 99 % of all attempts took so
  /// @param breakers the state of each account's circuit breaker, such as `CLOSED`
  public record ChannelStats(
      ChannelId channel,
      int inHand,
      long accepted,
      long deferred,
      long refused,
      long uncertain,
      long sent,
      long replaced,
      long dead,
      long parked,
      Duration ownHalf,
      Duration ownMost,
      Map<ChannelAccountId, String> breakers) {
    public ChannelStats {
      breakers = Map.copyOf(breakers);
    }
  }
}
