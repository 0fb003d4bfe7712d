package io.chat4all.worker;

import io.chat4all.worker.delivery.DeliveryStats;
import io.chat4all.worker.inbound.InboundStats;
import io.chat4all.worker.inbound.PollerStats;

/// What this process has done for the channels since it started, at one moment; for metrics.
public record ChannelWorkerStats(
    DeliveryStats delivery, InboundStats inbound, PollerStats pollers) {}
