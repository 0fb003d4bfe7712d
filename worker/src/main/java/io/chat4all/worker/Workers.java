package io.chat4all.worker;

import io.chat4all.core.delivery.DeliveryQueue;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.EventLog;
import io.chat4all.core.log.FactFeed;
import io.chat4all.core.log.Subscription;
import io.chat4all.core.route.RoutePlanner;
import io.chat4all.worker.receipt.ReceiptWorker;
import io.chat4all.worker.routing.OutboundRoutes;
import io.chat4all.worker.routing.RoutingWorker;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/// Runs the router and the receipt worker: facts in, history and events out.
///
/// As many processes as there are partitions may run them; each partition has one at a time. Facts
/// are committed when their work is durable, so that stopping anywhere, a kill included, loses and
/// duplicates nothing. Thread-safe.
public final class Workers implements AutoCloseable {

  /// Heads of this many conversations are remembered, some 15 MB when full.
  private static final int REMEMBERED_HEADS = 50_000;

  private final RoutingWorker router;
  private final ReceiptWorker receipts;
  private final Subscription routing;
  private final Subscription merging;

  private Workers(
      RoutingWorker router, ReceiptWorker receipts, Subscription routing, Subscription merging) {
    this.router = router;
    this.receipts = receipts;
    this.routing = routing;
    this.merging = merging;
  }

  /// Starts both loops for a platform without channels.
  public static Workers start(FactFeed feed, MessageStore store, EventLog events, Clock clock) {
    return start(feed, store, events, OutboundRoutes.NONE, clock);
  }

  /// Starts both loops, on threads of the feed.
  ///
  /// @param names what users are called
  public static Workers start(
      FactFeed feed,
      MessageStore store,
      EventLog events,
      RoutePlanner planner,
      DeliveryQueue queue,
      Function<UserId, String> names,
      Clock clock) {
    return start(feed, store, events, new OutboundRoutes(planner, queue, names), clock);
  }

  private static Workers start(
      FactFeed feed, MessageStore store, EventLog events, OutboundRoutes outbound, Clock clock) {
    var router = new RoutingWorker(store, events, outbound, clock, REMEMBERED_HEADS);
    var receipts = new ReceiptWorker(store, events, clock);
    var routing = feed.conversations(router);
    try {
      return new Workers(router, receipts, routing, feed.receipts(receipts));
    } catch (RuntimeException e) {
      routing.close();
      throw e;
    }
  }

  /// What is measured.
  public List<Measure> measures() {
    return Measures.routing(this::stats);
  }

  /// What was done since the start.
  public WorkerStats stats() {
    return new WorkerStats(router.stats(), receipts.stats());
  }

  /// Drains: finishes and commits the batches in hand, takes no more, and waits for that. Closing
  /// again does nothing.
  @Override
  public void close() {
    try (merging) {
      routing.close();
    }
  }
}
