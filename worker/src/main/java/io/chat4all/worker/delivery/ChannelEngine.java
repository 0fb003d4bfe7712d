package io.chat4all.worker.delivery;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.DeliveryLedger.Entry;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.log.Subscription;
import io.chat4all.core.log.Work;
import io.chat4all.core.log.WorkHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the deliveries of one channel, alone: what it waits for, no other channel waits for.
///
/// Deliveries come from the channel's topic, and from the ledger when the time of parked ones has
/// come. Thread-safe.
final class ChannelEngine implements WorkHandler<DeliveryRequest> {

  private static final Logger log = LoggerFactory.getLogger(ChannelEngine.class);
  private static final long LOOK_EVERY_MILLIS = 250;
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final int MOST_TAKEN = 500;
  private static final int BATCH = 100;

  private final ChannelId channel;
  private final DeliveryPorts ports;
  private final DeliveryConfig config;
  private final Clock clock;
  private final Planner planner;
  private final Counters counters;
  private final InHand inHand;
  private final Semaphore bell = new Semaphore(0);
  private final Queue<ChannelAccountId> resumed = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean stopping;

  /// @param works makes the courier of this channel, given who hears of what is out of hand
  ChannelEngine(
      ChannelId channel,
      DeliveryPorts ports,
      DeliveryConfig config,
      Clock clock,
      Planner planner,
      Counters counters,
      CourierMaker works) {
    this.channel = channel;
    this.ports = ports;
    this.config = config;
    this.clock = clock;
    this.planner = planner;
    this.counters = counters;
    this.inHand = new InHand(config.maxInHand(), works.make(this::left));
    this.thread = Thread.ofVirtual().name("delivery-due-" + channel).unstarted(this::run);
  }

  /// Makes a courier.
  interface CourierMaker {
    Courier make(java.util.function.Consumer<Job> left);
  }

  /// Begins to take deliveries.
  Subscription start() {
    thread.start();
    return ports.feed().deliveries(channel, config.maxInHand(), this);
  }

  @Override
  public void take(List<Work<DeliveryRequest>> works) {
    works.forEach(inHand::add);
  }

  @Override
  public void revoked(Set<Integer> partitions) {
    inHand.revoke(partitions);
  }

  /// An account came, went, or changed; one that runs lets go of what is parked for it.
  void changed(int accounts) {
    inHand.setAccounts(accounts);
  }

  /// Lets what is parked for an account come.
  void resume(ChannelAccountId account) {
    resumed.add(account);
    bell.release();
  }

  /// Begins nothing any more.
  void stop() {
    stopping = true;
    bell.release();
    inHand.stop();
  }

  /// Breaks off what is under way.
  void kill() {
    thread.interrupt();
    inHand.kill();
  }

  boolean isIdle() {
    return inHand.isIdle();
  }

  DeliveryStats.ChannelStats stats() {
    return counters.snapshot(channel, inHand.size(), planner.breakers());
  }

  private void left(Job job) {
    inHand.left(job);
    if (job.isTaken()) {
      bell.release();
    }
  }

  private void run() {
    while (!stopping) {
      try {
        if (bell.tryAcquire(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
          bell.drainPermits();
        }
        release();
        takeDue();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.warn("Parked deliveries cannot be read: channel={} cause={}", channel, e.toString());
      }
    }
  }

  private void release() {
    for (var account = resumed.peek(); account != null; account = resumed.peek()) {
      int released = ports.ledger().release(account, clock.instant());
      log.info("Account runs, its deliveries go on: account={} parked={}", account, released);
      resumed.remove(account);
    }
  }

  private void takeDue() {
    int room = MOST_TAKEN - inHand.taken();
    while (room > 0 && !stopping) {
      int limit = Math.min(BATCH, room);
      var due = ports.ledger().takeDue(channel, clock.instant(), LEASE, limit);
      due.forEach(this::take);
      if (due.size() < limit) {
        return;
      }
      room -= due.size();
    }
  }

  private void take(Entry entry) {
    inHand.add(Job.of(entry, ports.names().apply(entry.ticket().sender())));
  }
}
