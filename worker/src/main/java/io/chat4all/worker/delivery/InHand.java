package io.chat4all.worker.delivery;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.log.Work;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The deliveries of one channel that are in hand, in their lanes.
///
/// A lane with more than [#MAX_PER_LANE] deliveries goes aside into the ledger, and so do lanes of
/// an account that holds more than its share while other accounts want some: what is slow must not
/// keep the rest from being read. Thread-safe.
final class InHand {

  static final int MAX_PER_LANE = 100;

  private final int max;
  private final Lane.Work work;
  private final Map<DeliveryTicket.Lane, Lane> lanes = new ConcurrentHashMap<>();
  private final Map<Job.Id, Job> jobs = new ConcurrentHashMap<>();
  private final Map<ChannelAccountId, AtomicInteger> perAccount = new ConcurrentHashMap<>();
  private final AtomicInteger taken = new AtomicInteger();
  private volatile int accounts = 1;
  private boolean stopping;

  InHand(int max, Lane.Work work) {
    this.max = max;
    this.work = work;
  }

  /// How many accounts want their share.
  void setAccounts(int count) {
    accounts = Math.max(1, count);
  }

  /// Adds a delivery from the log, or joins it to one that is in hand already.
  void add(Work<DeliveryRequest> work) {
    var job = Job.of(work);
    while (true) {
      var same = jobs.putIfAbsent(job.id(), job);
      if (same == null) {
        enter(job);
        return;
      }
      if (same.join(work)) {
        return;
      }
      jobs.remove(job.id(), same);
    }
  }

  /// Adds what was taken from the ledger, unless it is in hand already.
  void add(Job job) {
    if (jobs.putIfAbsent(job.id(), job) == null) {
      enter(job);
    }
  }

  /// A delivery is out of hand.
  void left(Job job) {
    jobs.remove(job.id(), job);
    if (job.leave()) {
      count(job).decrementAndGet();
      if (job.isTaken()) {
        taken.decrementAndGet();
      }
    }
  }

  void revoke(Set<Integer> partitions) {
    jobs.values().forEach(job -> job.revoke(partitions));
  }

  int size() {
    return jobs.size();
  }

  /// How many of them were taken from the ledger.
  int taken() {
    return taken.get();
  }

  /// Begins nothing any more.
  synchronized void stop() {
    stopping = true;
    lanes.values().forEach(Lane::stop);
  }

  /// Breaks off what is under way.
  void kill() {
    lanes.values().forEach(Lane::kill);
  }

  /// Whether every lane has ended.
  boolean isIdle() {
    return lanes.isEmpty();
  }

  private synchronized void enter(Job job) {
    boolean tooMany = count(job).incrementAndGet() > max / accounts && accounts > 1;
    if (job.isTaken()) {
      taken.incrementAndGet();
    }
    if (stopping) {
      left(job);
      return;
    }
    lanes.compute(
        job.ticket().lane(),
        (key, old) -> {
          var lane = old;
          if (lane == null || !lane.add(job)) {
            lane = new Lane(work, ended -> lanes.remove(key, ended));
            var _ = lane.add(job);
          }
          if (tooMany || lane.size() > MAX_PER_LANE) {
            lane.putAside();
          }
          return lane;
        });
  }

  private AtomicInteger count(Job job) {
    return perAccount.computeIfAbsent(job.ticket().target().account(), _ -> new AtomicInteger());
  }
}
