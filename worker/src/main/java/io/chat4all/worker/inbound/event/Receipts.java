package io.chat4all.worker.inbound.event;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundEvent.ReadUpTo;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.worker.report.DeliveryReports;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// What providers say about our deliveries. Thread-safe.
final class Receipts {

  private static final int REMEMBERED = 100_000;
  private static final Duration REMEMBERED_FOR = Duration.ofHours(6);
  private static final int MOST_AT_ONCE = 1_000;

  /// No attempt takes longer.
  private static final Duration LONGEST_ATTEMPT = Duration.ofMinutes(3);

  private final DeliveryLedger ledger;
  private final DeliveryReports reports;
  private final EventCounters counters;
  private final Clock clock;
  private final Recent<Mark, Boolean> marks;

  /// That a delivery has come this far.
  private record Mark(DeliveryKey key, DeliveryStatus status) {}

  Receipts(EventPorts ports, DeliveryReports reports, EventCounters counters, Clock clock) {
    this.ledger = ports.ledger();
    this.reports = reports;
    this.counters = counters;
    this.clock = clock;
    this.marks = new Recent<>(REMEMBERED, REMEMBERED_FOR, clock);
  }

  void received(Inbound inbound, ReceiptReceived event) {
    if (!match(inbound, receipt(inbound.account(), event))) {
      counters.unknown.increment();
    }
  }

  /// Whether the receipt is about a delivery of ours; one that is not known yet is kept by the
  /// ledger. Throws `NotYetException` while an attempt is under way that it has to wait for.
  boolean match(Inbound inbound, Receipt receipt) {
    var matched = ledger.match(List.of(receipt));
    for (var match : matched) {
      if (!reports.report(match)
          && inbound.receivedAt().plus(LONGEST_ATTEMPT).isAfter(clock.instant())) {
        throw new NotYetException("an attempt is under way");
      }
      counters.receipts.increment();
    }
    return !matched.isEmpty();
  }

  /// Reports the deliveries up to there, oldest first, as far as that was not done a while ago. A
  /// message that is not known yet gets its news when it is.
  void upTo(Inbound inbound, ReadUpTo event) {
    var account = inbound.account();
    var covered =
        ledger.sentUpTo(account, event.address(), event.upTo(), event.watermark(), MOST_AT_ONCE);
    if (covered.isEmpty()) {
      if (event.upTo().isEmpty() || !match(inbound, lastOf(account, event))) {
        counters.unknown.increment();
      }
      return;
    }
    var news =
        covered.reversed().stream()
            .filter(entry -> marks.find(mark(entry, event)).isEmpty())
            .toList();
    if (news.isEmpty()) {
      counters.unknown.increment();
      return;
    }
    reports.reached(news, event.status());
    news.forEach(entry -> marks.note(mark(entry, event), true));
    counters.receipts.add(news.size());
  }

  private static Receipt lastOf(ChannelAccountId account, ReadUpTo event) {
    return new Receipt(account, event.upTo(), "", event.status(), false, "", event.at());
  }

  private static Mark mark(Entry entry, ReadUpTo event) {
    return new Mark(entry.ticket().key(), event.status());
  }

  private static Receipt receipt(ChannelAccountId account, ReceiptReceived event) {
    return new Receipt(
        account,
        event.providerId(),
        event.deliveryId(),
        event.status(),
        event.recipientGone(),
        event.reason(),
        event.at());
  }
}
