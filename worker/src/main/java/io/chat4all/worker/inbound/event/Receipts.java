package io.chat4all.worker.inbound.event;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundEvent.EchoReceived;
import io.chat4all.core.connector.InboundEvent.ReadUpTo;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.Matched;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.worker.report.DeliveryReports;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What providers say about our deliveries. Thread-safe.
final class Receipts {

  private static final int REMEMBERED = 100_000;
  private static final Duration REMEMBERED_FOR = Duration.ofHours(6);
  private static final int MOST_AT_ONCE = 1_000;

  /// No attempt takes longer.
  private static final Duration LONGEST_ATTEMPT = Duration.ofMinutes(3);

  /// How far a provider's clock and ours are apart at most.
  private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

  private final DeliveryLedger ledger;
  private final DeliveryReports reports;
  private final EventCounters counters;
  private final Clock clock;
  private final Recent<Mark, Boolean> marks;

  /// That a delivery, or the message of a provider's id, has come this far.
  private record Mark(Object key, DeliveryStatus status) {}

  private record ProviderId(ChannelAccountId account, String id) {}

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
    event.sentBy().ifPresent(time -> sentBy(inbound, event.address(), event.providerId(), time));
  }

  /// A provider has repeated a message that it took from us.
  boolean echoed(Inbound inbound, EchoReceived event, Receipt receipt) {
    boolean known = match(inbound, receipt);
    sentBy(inbound, event.address(), event.providerId(), event.at());
    return known;
  }

  /// Passes on what was said of all messages up to a time before we knew that of this one.
  private void sentBy(Inbound inbound, String address, String providerId, Instant time) {
    var account = inbound.account();
    for (var status : ledger.sentBy(account, address, providerId, time)) {
      match(inbound, news(account, providerId, status, inbound.event().at()));
    }
  }

  /// Whether the receipt is about a delivery of ours; one that is not known yet is kept by the
  /// ledger. Throws `NotYetException` while an attempt is under way that it has to wait for.
  boolean match(Inbound inbound, Receipt receipt) {
    return report(inbound, ledger.match(List.of(receipt)));
  }

  private boolean report(Inbound inbound, List<Matched> matched) {
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
    if (event.upTo().isEmpty()) {
      upToTime(inbound, event);
      return;
    }
    var account = inbound.account();
    var covered =
        ledger.sentUpTo(account, event.address(), event.upTo(), event.watermark(), MOST_AT_ONCE);
    if (covered.isEmpty()) {
      if (!match(inbound, news(account, event.upTo(), event.status(), event.at()))) {
        counters.unknown.increment();
      }
      return;
    }
    if (!report(covered, event)) {
      counters.unknown.increment();
    }
  }

  /// The time is the provider's. Our own times of a message only bracket the moment at which the
  /// provider took it, and the last message that a person has read was always taken before we knew:
  /// so whether a time covers a message is decided by what the provider says of both. Of messages
  /// about which it has said nothing, those count that were over and done with by any clock.
  private void upToTime(Inbound inbound, ReadUpTo event) {
    var account = inbound.account();
    var address = event.address();
    // Nobody reads what is sent after they read.
    var time = event.at().isBefore(event.watermark()) ? event.at() : event.watermark();
    var ids = ledger.reached(account, address, event.status(), time, MOST_AT_ONCE);
    boolean any = told(inbound, ids.reversed(), event);
    var surely = time.minus(LONGEST_ATTEMPT).minus(CLOCKS_APART);
    any |= report(ledger.sentUpTo(account, address, "", surely, MOST_AT_ONCE), event);
    if (!any) {
      counters.unknown.increment();
    }
  }

  private boolean told(Inbound inbound, List<String> ids, ReadUpTo event) {
    var account = inbound.account();
    var status = event.status();
    var fresh = ids.stream().filter(id -> marks.find(mark(account, id, status)).isEmpty()).toList();
    if (fresh.isEmpty()) {
      return false;
    }
    var matched =
        ledger.match(fresh.stream().map(id -> news(account, id, status, event.at())).toList());
    boolean any = report(inbound, matched);
    fresh.forEach(id -> marks.note(mark(account, id, status), true));
    return any;
  }

  private static Mark mark(ChannelAccountId account, String providerId, DeliveryStatus status) {
    return new Mark(new ProviderId(account, providerId), status);
  }

  private boolean report(List<Entry> covered, ReadUpTo event) {
    var news =
        covered.reversed().stream()
            .filter(entry -> marks.find(mark(entry, event)).isEmpty())
            .toList();
    if (news.isEmpty()) {
      return false;
    }
    reports.reached(news, event.status());
    news.forEach(entry -> marks.note(mark(entry, event), true));
    counters.receipts.add(news.size());
    return true;
  }

  private static Receipt news(
      ChannelAccountId account, String providerId, DeliveryStatus status, Instant at) {
    return new Receipt(account, providerId, "", status, false, "", at);
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
