package io.chat4all.server;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.worker.ChannelWorkerStats;
import io.chat4all.worker.ChannelWorkers;
import io.chat4all.worker.Workers;
import io.chat4all.worker.delivery.DeliveryStats;
import io.chat4all.worker.inbound.InboundStats;
import io.chat4all.worker.inbound.PollerStats;
import io.chat4all.worker.receipt.ReceiptStats;
import io.chat4all.worker.routing.RoutingStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// What routers and connectors do, as meters. What a process does not run it does not measure.
final class WorkerMetrics {

  private static final double MILLIS = 1_000;

  private final MeterRegistry meters;

  WorkerMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  /// How many records of a topic are waiting to be read by this process.
  void lag(String topic, Supplier<Long> lag) {
    Gauge.builder("chat4all.log.lag", lag, Supplier::get)
        .description("Records that the members of groups in this process have yet to read.")
        .tags("topic", topic)
        .register(meters);
  }

  void workers(Workers workers) {
    Supplier<RoutingStats> routing = () -> workers.stats().routing();
    Supplier<ReceiptStats> receipts = () -> workers.stats().receipts();
    counter(
        "chat4all.messages.stored",
        "Messages that came into the history.",
        routing,
        RoutingStats::stored);
    counter(
        "chat4all.messages.repeated",
        "Repeated messages that were dropped.",
        routing,
        RoutingStats::duplicates);
    counter(
        "chat4all.deliveries.requested",
        "Deliveries outside the app, and changes of such.",
        routing,
        RoutingStats::requested);
    counter(
        "chat4all.receipts.moved", "Receipts that moved a status.", receipts, ReceiptStats::moved);
    setAside("messages", routing, RoutingStats::faulty);
    setAside("receipts", receipts, ReceiptStats::faulty);
    delay("messages", routing, RoutingStats::delayMillis);
    delay("receipts", receipts, ReceiptStats::delayMillis);
  }

  void channels(ChannelWorkers channels) {
    Supplier<ChannelWorkerStats> stats = () -> channels.stats().orElseThrow();
    if (channels.stats().isEmpty()) {
      return;
    }
    for (var channel : stats.get().delivery().channels()) {
      deliveries(channel.channel(), stats);
    }
    Supplier<InboundStats> inbound = () -> stats.get().inbound();
    counter(
        "chat4all.inbound.messages",
        "Messages that people outside wrote.",
        inbound,
        InboundStats::messages);
    counter(
        "chat4all.inbound.receipts",
        "Receipts of providers for deliveries of ours.",
        inbound,
        InboundStats::receipts);
    counter(
        "chat4all.inbound.unknown",
        "Events of providers about nothing that is known.",
        inbound,
        InboundStats::unknown);
    counter(
        "chat4all.inbound.retries",
        "Attempts at events of providers that failed.",
        inbound,
        InboundStats::retried);
    counter(
        "chat4all.inbound.media.lost",
        "Files of providers that could not be kept.",
        inbound,
        InboundStats::mediaLost);
    setAside("inbound", inbound, InboundStats::faulty);
    delay("inbound", inbound, InboundStats::delayMillis);
    Supplier<PollerStats> polls = () -> stats.get().pollers();
    counter(
        "chat4all.poll.failures",
        "Polls of providers that brought nothing for a reason.",
        polls,
        PollerStats::failed);
    Gauge.builder("chat4all.poll.accounts", polls, it -> it.get().running())
        .description("Accounts that this process polls.")
        .register(meters);
  }

  private void deliveries(ChannelId id, Supplier<ChannelWorkerStats> stats) {
    Supplier<DeliveryStats.ChannelStats> channel =
        () ->
            stats.get().delivery().channels().stream()
                .filter(it -> it.channel().equals(id))
                .findFirst()
                .orElseThrow();
    var tags = Tags.of("channel", id.value());
    Map.<String, ToDoubleFunction<DeliveryStats.ChannelStats>>of(
            "accepted", DeliveryStats.ChannelStats::accepted,
            "deferred", DeliveryStats.ChannelStats::deferred,
            "refused", DeliveryStats.ChannelStats::refused,
            "uncertain", DeliveryStats.ChannelStats::uncertain)
        .forEach((outcome, number) ->
            counter(
                "chat4all.delivery.attempts",
                "Calls to providers.",
                channel,
                number,
                tags.and("outcome", outcome)));
    Map.<String, ToDoubleFunction<DeliveryStats.ChannelStats>>of(
            "sent", DeliveryStats.ChannelStats::sent,
            "replaced", DeliveryStats.ChannelStats::replaced,
            "dead", DeliveryStats.ChannelStats::dead)
        .forEach((outcome, number) ->
            counter(
                "chat4all.deliveries",
                "Deliveries that ended.",
                channel,
                number,
                tags.and("outcome", outcome)));
    counter(
        "chat4all.messages.delivered",
        "Messages that providers took.",
        channel,
        DeliveryStats.ChannelStats::sent,
        tags);
    counter(
        "chat4all.deliveries.parked",
        "Times that a delivery was put to wait in the ledger.",
        channel,
        DeliveryStats.ChannelStats::parked,
        tags);
    Gauge.builder("chat4all.deliveries.in.hand", channel, it -> it.get().inHand())
        .description("Deliveries that were taken and are unfinished.")
        .tags(tags)
        .register(meters);
    Gauge.builder("chat4all.breakers.open", channel, WorkerMetrics::openBreakers)
        .description("Accounts whose circuit breaker is not closed.")
        .tags(tags)
        .register(meters);
    own(id, "0.5", channel, DeliveryStats.ChannelStats::ownHalf);
    own(id, "0.99", channel, DeliveryStats.ChannelStats::ownMost);
  }

  private static double openBreakers(Supplier<DeliveryStats.ChannelStats> channel) {
    return channel.get().breakers().values().stream().filter(it -> !it.equals("CLOSED")).count();
  }

  private void own(
      ChannelId id,
      String quantile,
      Supplier<DeliveryStats.ChannelStats> channel,
      Function<DeliveryStats.ChannelStats, Duration> duration) {
    Gauge.builder(
            "chat4all.delivery.own.seconds",
            channel,
            it -> duration.apply(it.get()).toNanos() / 1e9)
        .description("What attempts took without the provider's part, since the start.")
        .tags("channel", id.value(), "quantile", quantile)
        .register(meters);
  }

  private <T> void setAside(String what, Supplier<T> stats, ToDoubleFunction<T> number) {
    counter(
        "chat4all.set.aside",
        "What was given up for its own fault.",
        stats,
        number,
        Tags.of("kind", what));
  }

  private <T> void delay(String what, Supplier<T> stats, ToDoubleFunction<T> millis) {
    Gauge.builder("chat4all.delay.seconds", stats, it -> millis.applyAsDouble(it.get()) / MILLIS)
        .description("How long ago what was done last had come in.")
        .tags("kind", what)
        .register(meters);
  }

  private <T> void counter(
      String name, String description, Supplier<T> stats, ToDoubleFunction<T> number) {
    counter(name, description, stats, number, Tags.empty());
  }

  private <T> void counter(
      String name, String description, Supplier<T> stats, ToDoubleFunction<T> number, Tags tags) {
    FunctionCounter.builder(name, stats, it -> number.applyAsDouble(it.get()))
        .description(description)
        .tags(tags)
        .register(meters);
  }
}
