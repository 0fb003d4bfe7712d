package io.chat4all.worker.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes deliveries of one conversation to one address, one after another, on a thread that lives
/// while there are any.
///
/// A wait of the first one can be broken off from outside: to put the whole lane aside, or to stop.
/// Nothing else is, least of all an attempt. Thread-safe.
final class Lane {

  private static final Logger log = LoggerFactory.getLogger(Lane.class);

  private final Work work;
  private final Consumer<Lane> ended;
  private final Deque<Job> jobs = new ArrayDeque<>();
  private @Nullable Thread thread;
  private boolean waiting;
  private boolean aside;
  private boolean stopping;
  private boolean isOver;
  private long readyNanos;

  /// @param work makes one delivery
  /// @param ended hears when there is nothing left to do
  Lane(Work work, Consumer<Lane> ended) {
    this.work = work;
    this.ended = ended;
  }

  /// A wait that can be broken off.
  interface Wait<R> {
    R await() throws InterruptedException;
  }

  /// Makes deliveries.
  interface Work {
    /// Makes one; throws `InterruptedException` when the lane was told to stop.
    void deliver(Job job, Lane lane) throws InterruptedException;

    /// A delivery failed unexpectedly; must not throw.
    void failed(Job job, Throwable cause);

    /// The lane is done with a delivery, one way or another.
    void left(Job job);
  }

  /// Adds a delivery at the end, or one that comes from the ledger before all that wait; false when
  /// the lane is over.
  synchronized boolean add(Job job) {
    if (isOver) {
      return false;
    }
    if (job.isTaken()) {
      jobs.addFirst(job);
    } else {
      jobs.addLast(job);
    }
    if (thread == null) {
      thread = Thread.ofVirtual().name("delivery-lane").start(this::run);
    }
    return true;
  }

  synchronized int size() {
    return jobs.size();
  }

  /// Puts the lane aside: what has not begun yet is to wait in the ledger.
  synchronized void putAside() {
    if (!aside) {
      aside = true;
      interruptWait();
    }
  }

  synchronized boolean isAside() {
    return aside;
  }

  /// Nothing is begun any more.
  synchronized void stop() {
    stopping = true;
    interruptWait();
  }

  /// Breaks off what is being attempted too.
  synchronized void kill() {
    stopping = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  synchronized boolean isStopping() {
    return stopping;
  }

  /// Waits; throws when the lane is put aside or told to stop, before or meanwhile. Nothing else
  /// that the lane's thread does is broken off, but by [#kill].
  <R> R await(Wait<R> wait) throws InterruptedException {
    synchronized (this) {
      if (stopping || aside) {
        throw new InterruptedException("told not to wait");
      }
      waiting = true;
    }
    try {
      return wait.await();
    } finally {
      synchronized (this) {
        waiting = false;
        var _ = Thread.interrupted();
      }
    }
  }

  /// Throws when nothing may be begun any more.
  synchronized void mayBegin() throws InterruptedException {
    if (stopping) {
      throw new InterruptedException("stopping");
    }
  }

  /// When the present delivery could begin at the earliest.
  long readyNanos() {
    return readyNanos;
  }

  private void interruptWait() {
    if (thread != null && waiting) {
      thread.interrupt();
    }
  }

  private void run() {
    for (var job = next(); job != null; job = next()) {
      readyNanos = Math.max(readyNanos, job.sinceNanos());
      try {
        work.deliver(job, this);
      } catch (InterruptedException e) {
        log.debug("Delivery left: messageId={}", job.ticket().key().message());
      } catch (RuntimeException | Error e) {
        work.failed(job, e);
      } finally {
        work.left(job);
      }
      readyNanos = System.nanoTime();
    }
    ended.accept(this);
  }

  private synchronized @Nullable Job next() {
    var job = stopping ? null : jobs.pollFirst();
    if (job == null) {
      isOver = true;
      jobs.forEach(work::left);
      jobs.clear();
    }
    return job;
  }
}
