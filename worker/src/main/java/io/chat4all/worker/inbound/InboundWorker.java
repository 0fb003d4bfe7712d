package io.chat4all.worker.inbound;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.log.Subscription;
import io.chat4all.core.log.Work;
import io.chat4all.core.log.WorkFeed;
import io.chat4all.core.log.WorkHandler;
import io.chat4all.worker.batch.OwnFault;
import io.chat4all.worker.inbound.event.EventCounters;
import io.chat4all.worker.inbound.event.EventPorts;
import io.chat4all.worker.inbound.event.EventRules;
import io.chat4all.worker.inbound.event.Events;
import io.chat4all.worker.inbound.event.NotYetException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Turns what providers tell into messages, changes and receipts.
///
/// Events about one person are done one after another, messages apart from receipts and echoes;
/// people side by side. A store, log or provider that fails is tried again with a back-off for as
/// long as it takes, and holds up nobody but those whom it concerns; an event that fails for its
/// own fault is logged and given up. Work that is not finished when this closes comes again.
///
/// Thread-safe.
public final class InboundWorker implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(InboundWorker.class);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

  /// A failure that nobody knows may be a store's; one that goes on like this is the event's own.
  private static final int MOST_ATTEMPTS = 12;

  /// A failure that goes on is logged each so many attempts.
  private static final int REPORTED = 5;

  private final Events events;
  private final InboundLanes<LaneKey> lanes;
  private final InboundConfig config;
  private final Clock clock;
  private final EventCounters counters = new EventCounters();
  private final LongAdder taken = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder faulty = new LongAdder();
  private final AtomicLong delayMillis = new AtomicLong();
  private final Subscription subscription;

  private enum Kind {
    MESSAGE,
    RECEIPT,
    ECHO
  }

  private record LaneKey(ChannelAccountId account, String address, Kind kind) {}

  private InboundWorker(
      WorkFeed feed, EventPorts ports, EventRules rules, InboundConfig config, Clock clock) {
    var limits = new Events.Limits(config.maxFileBytes(), config.maxTextBytes(), config.fetches());
    this.events = new Events(ports, rules, limits, counters, clock);
    this.lanes = new InboundLanes<>(LaneKey::account, config.perAccount());
    this.config = config;
    this.clock = clock;
    this.subscription = feed.inbound(config.maxInHand(), new Handler());
  }

  /// Starts to take what comes out of the log.
  public static InboundWorker start(
      WorkFeed feed, EventPorts ports, EventRules rules, InboundConfig config, Clock clock) {
    return new InboundWorker(feed, ports, rules, config, clock);
  }

  /// What was done since the start.
  public InboundStats stats() {
    return new InboundStats(
        taken.sum(),
        counters.messages.sum(),
        counters.repeated.sum(),
        counters.receipts.sum(),
        counters.unknown.sum(),
        retried.sum(),
        faulty.sum(),
        counters.mediaLost.sum(),
        delayMillis.get());
  }

  /// Drains: finishes what is under way and takes no more. Closing again does nothing.
  @Override
  public void close() {
    lanes.close();
    subscription.close();
    events.close();
  }

  private static LaneKey lane(Inbound inbound) {
    return switch (inbound.event()) {
      case InboundEvent.ReceiptReceived event ->
          lane(inbound, event.address().isEmpty() ? event.providerId() : event.address());
      case InboundEvent.ReadUpTo event -> lane(inbound, event.address());
      case InboundEvent.EchoReceived event ->
          new LaneKey(inbound.account(), event.address(), Kind.ECHO);
      case InboundEvent.MessageReceived _,
          InboundEvent.MessageEdited _,
          InboundEvent.MessageDeleted _,
          InboundEvent.ReactionReceived _,
          InboundEvent.ReachChanged _,
          InboundEvent.AddressChanged _ ->
          new LaneKey(inbound.account(), inbound.event().address(), Kind.MESSAGE);
    };
  }

  private static LaneKey lane(Inbound inbound, String address) {
    return new LaneKey(inbound.account(), address, Kind.RECEIPT);
  }

  private Optional<Duration> attempt(Work<Inbound> work, int attempt) throws InterruptedException {
    var inbound = work.value();
    try {
      events.handle(inbound, attempt);
    } catch (NotYetException e) {
      return Optional.of(backOff(Math.min(attempt, 3)));
    } catch (RuntimeException e) {
      if (!isFaulty(e, attempt)) {
        retried.increment();
        log.atLevel(attempt % REPORTED == 0 ? Level.WARN : Level.DEBUG)
            .log(
                "Event not done yet: account={} event={} attempt={} cause={}",
                inbound.account(),
                inbound.event().getClass().getSimpleName(),
                attempt,
                e.toString());
        return Optional.of(backOff(attempt));
      }
      faulty.increment();
      log.error(
          "Event cannot be done, given up: account={} event={} position={}",
          inbound.account(),
          inbound.event().getClass().getSimpleName(),
          work.position(),
          e);
    }
    work.done();
    delayMillis.set(
        Math.max(0, Duration.between(inbound.receivedAt(), clock.instant()).toMillis()));
    return Optional.empty();
  }

  private static boolean isFaulty(RuntimeException e, int attempt) {
    if (OwnFault.caused(e)) {
      return true;
    }
    boolean mayPass = e instanceof ApiException refusal && refusal.code().retryable();
    return !mayPass && attempt >= MOST_ATTEMPTS;
  }

  private Duration backOff(int attempt) {
    var wait = config.firstBackOff().multipliedBy(1L << Math.min(attempt - 1, 16));
    return wait.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : wait;
  }

  private final class Handler implements WorkHandler<Inbound> {

    @Override
    public void take(List<Work<Inbound>> work) {
      for (var one : work) {
        taken.increment();
        lanes.submit(lane(one.value()), attempt -> attempt(one, attempt));
      }
    }

    @Override
    public void revoked(Set<Integer> partitions) {
      // What is taken is done all the same: doing it twice does no harm.
    }
  }
}
