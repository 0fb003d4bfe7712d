package io.chat4all.worker;

import io.chat4all.worker.receipt.ReceiptStats;
import io.chat4all.worker.routing.RoutingStats;

/// What the workers of this process have done since they started, at one moment; for metrics. All
/// numbers only grow, except the delays.
public record WorkerStats(RoutingStats routing, ReceiptStats receipts) {}
