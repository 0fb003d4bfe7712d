package io.chat4all.worker.delivery.ledger;

import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedger.Begun;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryLedger.Finished;
import io.chat4all.core.delivery.DeliveryLedger.Matched;
import io.chat4all.core.delivery.DeliveryTicket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// The ledger for one delivery at a time: what many deliveries ask for at the same moment is one
/// transaction. A ledger that fails is asked again for as long as it takes. Thread-safe.
public final class LedgerDesk implements AutoCloseable {

  private final Batcher<DeliveryTicket, Begun> begins;
  private final Batcher<Finished, List<Matched>> finishes;
  private final Batcher<DeliveryKey, Optional<Entry>> finds;

  /// A desk of this ledger.
  public LedgerDesk(DeliveryLedger ledger, Clock clock) {
    this.begins = Batcher.start("begin", tickets -> ledger.begin(tickets, clock.instant()));
    this.finishes = Batcher.start("finish", attempts -> finish(ledger, attempts));
    this.finds = Batcher.start("find", keys -> find(ledger, keys));
  }

  /// Notes that an attempt begins.
  public Begun begin(DeliveryTicket ticket) throws InterruptedException {
    return begins.ask(ticket);
  }

  /// Notes what became of an attempt, and answers the receipts that came early.
  public List<Matched> finish(Finished attempt) throws InterruptedException {
    return finishes.ask(attempt);
  }

  /// A delivery, if it is kept.
  public Optional<Entry> find(DeliveryKey key) throws InterruptedException {
    return finds.ask(key);
  }

  @Override
  public void close() {
    begins.close();
    finishes.close();
    finds.close();
  }

  private static List<List<Matched>> finish(DeliveryLedger ledger, List<Finished> attempts) {
    var early = new HashMap<DeliveryKey, List<Matched>>();
    for (var matched : ledger.finish(attempts)) {
      early.computeIfAbsent(matched.entry().ticket().key(), _ -> new ArrayList<>()).add(matched);
    }
    var answers = new ArrayList<List<Matched>>(attempts.size());
    for (var attempt : attempts) {
      var own = early.remove(attempt.key());
      answers.add(own == null ? List.of() : own);
    }
    return answers;
  }

  private static List<Optional<Entry>> find(DeliveryLedger ledger, List<DeliveryKey> keys) {
    var found = ledger.find(keys);
    return keys.stream().map(key -> Optional.ofNullable(found.get(key))).toList();
  }
}
