package io.chat4all.worker;

import io.chat4all.worker.delivery.DeliveryStats.ChannelStats;
import io.chat4all.worker.inbound.InboundStats;
import io.chat4all.worker.inbound.PollerStats;
import io.chat4all.worker.webhook.WebhookStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// What is measured of the workers.
final class Measures {

  private static final double MILLIS = 1e3;
  private static final double NANOS = 1e9;

  private Measures() {}

  static List<Measure> routing(Supplier<WorkerStats> stats) {
    return List.of(
        Measure.total(
            "chat4all.messages.stored",
            "Messages that came into the history.",
            () -> stats.get().routing().stored()),
        Measure.total(
            "chat4all.messages.repeated",
            "Repeated messages that were dropped.",
            () -> stats.get().routing().duplicates()),
        Measure.total(
            "chat4all.deliveries.requested",
            "Deliveries outside the app, and changes of such.",
            () -> stats.get().routing().requested()),
        Measure.total(
            "chat4all.receipts.moved",
            "Receipts that moved a status.",
            () -> stats.get().receipts().moved()),
        setAside("messages", () -> stats.get().routing().faulty()),
        setAside("receipts", () -> stats.get().receipts().faulty()),
        delay("messages", () -> stats.get().routing().delayMillis()),
        delay("receipts", () -> stats.get().receipts().delayMillis()));
  }

  static List<Measure> deliveries(List<Supplier<ChannelStats>> channels) {
    var measures = new ArrayList<Measure>();
    for (var channel : channels) {
      var id = channel.get().channel().value();
      of(channel).forEach(it -> measures.add(it.with("channel", id)));
    }
    return measures;
  }

  private static List<Measure> of(Supplier<ChannelStats> channel) {
    var measures = new ArrayList<Measure>();
    Map.<String, ToDoubleFunction<ChannelStats>>of(
            "accepted", ChannelStats::accepted,
            "deferred", ChannelStats::deferred,
            "refused", ChannelStats::refused,
            "uncertain", ChannelStats::uncertain)
        .forEach((outcome, number) -> measures.add(attempts(outcome, channel, number)));
    Map.<String, ToDoubleFunction<ChannelStats>>of(
            "sent", ChannelStats::sent,
            "replaced", ChannelStats::replaced,
            "dead", ChannelStats::dead)
        .forEach((outcome, number) -> measures.add(ended(outcome, channel, number)));
    measures.add(
        Measure.total(
            "chat4all.messages.delivered",
            "Messages that providers took.",
            () -> channel.get().sent()));
    measures.add(
        Measure.total(
            "chat4all.deliveries.parked",
            "Times that a delivery was put to wait in the ledger.",
            () -> channel.get().parked()));
    measures.add(
        Measure.now(
            "chat4all.deliveries.in.hand",
            "Deliveries that were taken and are unfinished.",
            () -> channel.get().inHand()));
    measures.add(
        Measure.now(
            "chat4all.breakers.open",
            "Accounts whose circuit breaker is not closed.",
            () -> openBreakers(channel.get())));
    measures.add(own("0.5", () -> channel.get().ownHalf().toNanos() / NANOS));
    measures.add(own("0.99", () -> channel.get().ownMost().toNanos() / NANOS));
    return measures;
  }

  private static Measure attempts(
      String outcome, Supplier<ChannelStats> channel, ToDoubleFunction<ChannelStats> number) {
    return Measure.total(
            "chat4all.delivery.attempts",
            "Calls to providers.",
            () -> number.applyAsDouble(channel.get()))
        .with("outcome", outcome);
  }

  private static Measure ended(
      String outcome, Supplier<ChannelStats> channel, ToDoubleFunction<ChannelStats> number) {
    return Measure.total(
            "chat4all.deliveries",
            "Deliveries that ended.",
            () -> number.applyAsDouble(channel.get()))
        .with("outcome", outcome);
  }

  private static Measure own(String quantile, DoubleSupplier seconds) {
    return Measure.now(
            "chat4all.delivery.own.seconds",
            "What attempts took without the provider's part, since the start.",
            seconds)
        .with("quantile", quantile);
  }

  private static long openBreakers(ChannelStats channel) {
    return channel.breakers().values().stream().filter(it -> !it.equals("CLOSED")).count();
  }

  static List<Measure> inbound(Supplier<InboundStats> stats, Supplier<PollerStats> polls) {
    return List.of(
        Measure.total(
            "chat4all.inbound.messages",
            "Messages that people outside wrote.",
            () -> stats.get().messages()),
        Measure.total(
            "chat4all.inbound.receipts",
            "Receipts of providers for deliveries of ours.",
            () -> stats.get().receipts()),
        Measure.total(
            "chat4all.inbound.unknown",
            "Events of providers about nothing that is known.",
            () -> stats.get().unknown()),
        Measure.total(
            "chat4all.inbound.retries",
            "Attempts at events of providers that failed.",
            () -> stats.get().retried()),
        Measure.total(
            "chat4all.inbound.media.lost",
            "Files of providers that could not be kept.",
            () -> stats.get().mediaLost()),
        setAside("inbound", () -> stats.get().faulty()),
        delay("inbound", () -> stats.get().delayMillis()),
        Measure.total(
            "chat4all.poll.failures",
            "Polls of providers that brought nothing for a reason.",
            () -> polls.get().failed()),
        Measure.now(
            "chat4all.poll.accounts",
            "Accounts that this process polls.",
            () -> polls.get().running()));
  }

  static List<Measure> webhooks(Supplier<WebhookStats> stats) {
    return List.of(
        Measure.total(
            "chat4all.webhook.queued",
            "Deliveries to webhooks that were made of events.",
            () -> stats.get().queued()),
        webhooks("delivered", () -> stats.get().delivered()),
        webhooks("failed", () -> stats.get().failed()),
        Measure.total(
            "chat4all.webhook.retries",
            "Calls of webhooks that failed and will be repeated.",
            () -> stats.get().deferred()),
        Measure.now(
            "chat4all.webhook.in.hand",
            "Deliveries to webhooks that this process is about to make.",
            () -> stats.get().inHand()),
        Measure.now(
            "chat4all.webhook.paused",
            "Webhooks that are left alone because they fail.",
            () -> stats.get().paused()),
        setAside("webhooks", () -> stats.get().faulty()),
        delay("webhooks", () -> stats.get().delayMillis()));
  }

  private static Measure webhooks(String outcome, DoubleSupplier number) {
    return Measure.total(
            "chat4all.webhook.deliveries", "Deliveries to webhooks that ended.", number)
        .with("outcome", outcome);
  }

  private static Measure setAside(String kind, DoubleSupplier number) {
    return Measure.total("chat4all.set.aside", "What was given up for its own fault.", number)
        .with("kind", kind);
  }

  private static Measure delay(String kind, DoubleSupplier millis) {
    return Measure.now(
            "chat4all.delay.seconds",
            "How long ago what was done last had come in.",
            () -> millis.getAsDouble() / MILLIS)
        .with("kind", kind);
  }
}
