package io.chat4all.worker.delivery;

import io.chat4all.connector.api.Outcome;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.DeliveryLedger.State;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Counts for [DeliveryStats.ChannelStats]. Thread-safe.
final class Counters {

  private final LongAdder accepted = new LongAdder();
  private final LongAdder deferred = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder uncertain = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder replaced = new LongAdder();
  private final LongAdder dead = new LongAdder();
  private final LongAdder parked = new LongAdder();
  private final Latencies own = new Latencies();

  void attempted(Outcome outcome) {
    switch (outcome) {
      case Outcome.Accepted _ -> accepted.increment();
      case Outcome.Deferred _ -> deferred.increment();
      case Outcome.Refused _ -> refused.increment();
      case Outcome.Uncertain _ -> uncertain.increment();
    }
  }

  void ended(State state) {
    switch (state) {
      case SENT -> sent.increment();
      case REPLACED -> replaced.increment();
      case FAILED -> dead.increment();
      case WAITING, ATTEMPTING, UNCERTAIN, DISCARDED -> {}
    }
  }

  void parked() {
    parked.increment();
  }

  void ownShare(long nanos) {
    own.add(nanos);
  }

  DeliveryStats.ChannelStats snapshot(
      ChannelId channel, int inHand, Map<ChannelAccountId, String> breakers) {
    return new DeliveryStats.ChannelStats(
        channel,
        inHand,
        accepted.sum(),
        deferred.sum(),
        refused.sum(),
        uncertain.sum(),
        sent.sum(),
        replaced.sum(),
        dead.sum(),
        parked.sum(),
        own.quantile(0.5),
        own.quantile(0.99),
        breakers);
  }
}
