package io.chat4all.worker.report;

import io.chat4all.core.connector.Channels;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.Finished;
import io.chat4all.core.delivery.DeliveryLedger.Matched;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryQueue;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageKey;
import io.chat4all.core.route.Fallback;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Passes on what providers say about deliveries: as facts, and for a failure by another channel of
/// the same recipient where there is one.
///
/// Only what the channel is able to report is passed on, and of a message in several parts only
/// what concerns the last part, or a failure of any. Whoever made a delivery reports SENT; since
/// that may be on its way still, SENT is told again before anything that comes after it. Doing it
/// all again is harmless. A log or store that does not answer throws.
///
/// Thread-safe.
public final class DeliveryReports {

  /// How long the SENT of whoever made a delivery may be on its way.
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(30);

  private final DeliveryLedger ledger;
  private final FactLog facts;
  private final DeliveryQueue queue;
  private final MessageStore store;
  private final Channels channels;
  private final Function<UserId, String> names;
  private final Clock clock;

  /// `names` tells what users are called.
  public DeliveryReports(
      DeliveryLedger ledger,
      FactLog facts,
      DeliveryQueue queue,
      MessageStore store,
      Channels channels,
      Function<UserId, String> names,
      Clock clock) {
    this.ledger = ledger;
    this.facts = facts;
    this.queue = queue;
    this.store = store;
    this.channels = channels;
    this.names = names;
    this.clock = clock;
  }

  /// Who or what moved a delivery, for news of its provider.
  public static String cause(Entry entry) {
    return "provider:" + entry.ticket().key().channel();
  }

  /// Passes a receipt on and waits until that is durable. False when it depends on how an attempt
  /// ends that is under way: it must come again after that.
  ///
  /// That the last part that is sent so far has arrived says nothing of the message while more are
  /// to follow, nor when they never did.
  public boolean report(Matched matched) {
    var receipt = matched.receipt();
    var entry = matched.entry();
    if (receipt.status() == DeliveryStatus.FAILED) {
      return fail(receipt, entry);
    }
    if (!matched.last()) {
      return true;
    }
    return switch (entry.state()) {
      case ATTEMPTING -> false;
      case WAITING, UNCERTAIN, FAILED -> true;
      case SENT, REPLACED, DISCARDED -> {
        reached(List.of(entry), receipt.status());
        yield true;
      }
    };
  }

  /// Deliveries have come this far, by their provider's word; waits until that is durable.
  public void reached(List<Entry> entries, DeliveryStatus status) {
    var moves = new ArrayList<ReceiptFact>();
    for (var entry : entries) {
      if (isReported(entry, status)) {
        moves.addAll(moves(entry, status));
      }
    }
    facts.appendReceipts(moves);
  }

  private boolean isReported(Entry entry, DeliveryStatus status) {
    return channels
        .find(entry.ticket().key().channel())
        .filter(channel -> channel.capabilities().receipts().contains(status))
        .isPresent();
  }

  private List<ReceiptFact> moves(Entry entry, DeliveryStatus status) {
    var moves = new ArrayList<ReceiptFact>(2);
    var now = clock.instant();
    if (status != DeliveryStatus.SENT && entry.changedAt().plus(ON_ITS_WAY).isAfter(now)) {
      moves.add(move(entry, DeliveryStatus.SENT));
    }
    moves.add(move(entry, status));
    return moves;
  }

  private ReceiptFact move(Entry entry, DeliveryStatus status) {
    return Fallback.report(entry.ticket().key(), status, "", cause(entry), clock.instant());
  }

  /// The ledger is told last, so that what breaks off before is done again.
  private boolean fail(Receipt receipt, Entry entry) {
    if (entry.state() == State.ATTEMPTING) {
      return false;
    }
    if (entry.state() != State.SENT) {
      return true;
    }
    var plan = plan(receipt, entry);
    var moves = new ArrayList<ReceiptFact>();
    moves.add(move(entry, DeliveryStatus.SENT));
    moves.addAll(plan.facts());
    facts.appendReceipts(moves);
    plan.next().ifPresent(next -> queue.publish(List.of(next)));
    var finished =
        new Finished(
            entry.ticket().key(),
            plan.next().isPresent() ? State.REPLACED : State.FAILED,
            List.of(),
            entry.parts(),
            "refused",
            receipt.reason(),
            Optional.empty(),
            false,
            clock.instant());
    ledger.finish(List.of(finished)).forEach(this::report);
    return true;
  }

  private Fallback plan(Receipt receipt, Entry entry) {
    var ticket = entry.ticket();
    var key = new MessageKey(ticket.key().conversation(), ticket.key().message());
    var message = store.find(key).filter(it -> it.content().isPresent());
    return message.isPresent()
        ? plan(receipt, entry, message.get(), receipt.recipientGone())
        : new Fallback(
            List.of(
                Fallback.report(
                    ticket.key(),
                    DeliveryStatus.FAILED,
                    receipt.reason(),
                    cause(entry),
                    clock.instant())),
            Optional.empty());
  }

  private Fallback plan(Receipt receipt, Entry entry, Message message, boolean elsewhere) {
    var ticket = entry.ticket();
    return Fallback.of(
        ticket,
        names.apply(ticket.sender()),
        message,
        elsewhere,
        receipt.reason(),
        cause(entry),
        clock.instant());
  }
}
