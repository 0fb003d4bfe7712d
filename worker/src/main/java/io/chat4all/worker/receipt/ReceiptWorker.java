package io.chat4all.worker.receipt;

import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.ReceiptEffect;
import io.chat4all.core.log.EventLog;
import io.chat4all.core.log.FactHandler;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.ReceiptFact.DeliveryQueued;
import io.chat4all.core.log.ReceiptFact.StatusReported;
import io.chat4all.core.log.ReceiptFact.WatermarkMoved;
import io.chat4all.worker.batch.Delay;
import io.chat4all.worker.batch.EventPublisher;
import io.chat4all.worker.batch.OwnFault;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Merges receipts, forward only, and tells senders and members what moved.
///
/// A receipt may come again: one that moved nothing is told again only when its first telling may
/// have been lost in a crash. A store or log that fails is left to the feed, which calls again; a
/// receipt that fails for its own fault is logged and skipped. [#handle] is called by one thread at
/// a time; [#stats] by any.
public final class ReceiptWorker implements FactHandler<ReceiptFact> {

  private static final Logger log = LoggerFactory.getLogger(ReceiptWorker.class);

  private final MessageStore store;
  private final EventPublisher publisher;
  private final Clock clock;
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong receipts = new AtomicLong();
  private final AtomicLong largestBatch = new AtomicLong();
  private final AtomicLong moved = new AtomicLong();
  private final AtomicLong faulty = new AtomicLong();
  private final AtomicLong delayMillis = new AtomicLong();

  /// What was merged and perhaps not told; kept when [#handle] fails, because the same receipts
  /// move nothing when they come again.
  private ReceiptNews news = new ReceiptNews();

  /// Whether the last call failed, so that its receipts may have been merged unknown to us.
  private boolean unfinished;

  public ReceiptWorker(MessageStore store, EventLog events, Clock clock) {
    this.store = store;
    this.publisher = new EventPublisher(events);
    this.clock = clock;
  }

  @Override
  public void handle(List<LoggedFact<ReceiptFact>> facts) {
    if (facts.isEmpty()) {
      return;
    }
    boolean again = unfinished;
    unfinished = true;
    merge(facts, again);
    publisher.publish(news.events());
    news = new ReceiptNews();
    unfinished = false;
    batches.incrementAndGet();
    receipts.addAndGet(facts.size());
    largestBatch.accumulateAndGet(facts.size(), Math::max);
    delayMillis.set(Delay.millis(facts, ReceiptFact::at, clock));
  }

  /// What is not told yet stays: to tell it twice does no harm.
  @Override
  public void revoked(Set<Integer> partitions) {}

  /// What was done so far.
  public ReceiptStats stats() {
    return new ReceiptStats(
        batches.get(),
        receipts.get(),
        largestBatch.get(),
        moved.get(),
        faulty.get() + publisher.dropped(),
        delayMillis.get());
  }

  /// Merges in one call; in halves when the store refuses a receipt for its own fault, until that
  /// one is found and skipped.
  private void merge(List<LoggedFact<ReceiptFact>> facts, boolean again) {
    List<ReceiptEffect> effects;
    try {
      effects = store.merge(facts);
    } catch (RuntimeException e) {
      if (!OwnFault.caused(e)) {
        throw e;
      }
      if (facts.size() == 1) {
        skip(facts.getFirst(), e);
        return;
      }
      int middle = facts.size() / 2;
      merge(facts.subList(0, middle), again);
      merge(facts.subList(middle, facts.size()), again);
      return;
    }
    collect(facts, effects, again);
  }

  private void collect(
      List<LoggedFact<ReceiptFact>> facts, List<ReceiptEffect> effects, boolean again) {
    if (effects.size() != facts.size()) {
      throw new IllegalStateException(
          "effects: %d (expected: %d, one per receipt)".formatted(effects.size(), facts.size()));
    }
    for (int i = 0; i < effects.size(); i++) {
      var effect = effects.get(i);
      if (effect.moved()) {
        moved.incrementAndGet();
      }
      if (effect.moved() || facts.get(i).maybeSeen() || again) {
        news.add(effect);
      }
    }
  }

  private void skip(LoggedFact<ReceiptFact> logged, RuntimeException cause) {
    faulty.incrementAndGet();
    log.error(
        "Receipt cannot be merged, skipped: messageId={} conversationId={} position={}",
        messageId(logged.fact()),
        logged.fact().conversation(),
        logged.position(),
        cause);
  }

  private static String messageId(ReceiptFact fact) {
    return switch (fact) {
      case WatermarkMoved _ -> "none";
      case StatusReported reported -> reported.message().toString();
      case DeliveryQueued queued -> queued.message().toString();
    };
  }
}
