package io.chat4all.worker.delivery.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets many threads wait for times of a clock, with one thread that looks at it.
///
/// A clock that is moved by hand is noticed within [#LOOK_EVERY]. Closing wakes nobody: whoever
/// waits is interrupted by its owner. Thread-safe.
public final class Alarms implements AutoCloseable {

  static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
  private final Thread thread = Thread.ofVirtual().name("delivery-alarms").unstarted(this::run);
  private boolean closed;

  private Alarms(Clock clock) {
    this.clock = clock;
  }

  /// Begins to look at the clock.
  public static Alarms start(Clock clock) {
    var alarms = new Alarms(clock);
    alarms.thread.start();
    return alarms;
  }

  /// Waits until the clock says this time, or later.
  public void sleepUntil(Instant at) throws InterruptedException {
    if (!at.isAfter(clock.instant())) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return;
    }
    var alarm = new Alarm(at, new CountDownLatch(1));
    lock.lock();
    try {
      alarms.add(alarm);
      changed.signal();
    } finally {
      lock.unlock();
    }
    try {
      alarm.rings().await();
    } catch (InterruptedException e) {
      forget(alarm);
      throw e;
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void forget(Alarm alarm) {
    lock.lock();
    try {
      alarms.remove(alarm);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    lock.lock();
    try {
      while (!closed) {
        long nanos = ring();
        if (nanos == Long.MAX_VALUE) {
          changed.await();
        } else {
          var _ = changed.awaitNanos(nanos);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /// Rings what is due; answers how long to wait then.
  private long ring() {
    var now = clock.instant();
    for (var first = alarms.peek(); first != null; first = alarms.peek()) {
      if (first.at().isAfter(now)) {
        var left = Duration.between(now, first.at());
        return left.compareTo(LOOK_EVERY) < 0 ? left.toNanos() : LOOK_EVERY.toNanos();
      }
      alarms.remove();
      first.rings().countDown();
    }
    return Long.MAX_VALUE;
  }

  private record Alarm(Instant at, CountDownLatch rings) implements Comparable<Alarm> {
    @Override
    public int compareTo(Alarm other) {
      return at.compareTo(other.at);
    }
  }
}
