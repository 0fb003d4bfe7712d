package io.chat4all.core.log;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.delivery.DeliveryRequest;

/// Reads work that takes its time, as one of a group: each partition has one reader at a time, and
/// work is finished in any order.
///
/// The position of a partition is committed up to its first unfinished work. At most `maxInHand`
/// works of a subscription are unfinished; then reading waits. Work may come again after a restart
/// or a move of the partition, also work that was finished.
public interface WorkFeed {

  /// Starts to feed the deliveries of one channel.
  Subscription deliveries(ChannelId channel, int maxInHand, WorkHandler<DeliveryRequest> handler);

  /// Starts to feed what providers tell.
  Subscription inbound(int maxInHand, WorkHandler<Inbound> handler);
}
