package io.chat4all.worker.routing;

import java.util.concurrent.atomic.AtomicLong;

/// Counts for [RoutingStats]: written by one thread, read by any.
final class RoutingCounters {

  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong facts = new AtomicLong();
  private final AtomicLong largestBatch = new AtomicLong();
  private final AtomicLong stored = new AtomicLong();
  private final AtomicLong duplicates = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong replayed = new AtomicLong();
  private final AtomicLong faulty = new AtomicLong();
  private final AtomicLong delayMillis = new AtomicLong();

  void batch(int size, long delay) {
    batches.incrementAndGet();
    facts.addAndGet(size);
    if (size > largestBatch.get()) {
      largestBatch.set(size);
    }
    delayMillis.set(delay);
  }

  void add(Assignment assignment) {
    stored.addAndGet(assignment.stored());
    duplicates.addAndGet(assignment.duplicates());
    rejected.addAndGet(assignment.rejected());
    replayed.addAndGet(assignment.replayed());
    faulty.addAndGet(assignment.faulty());
  }

  RoutingStats snapshot(long requested, long dropped) {
    return new RoutingStats(
        batches.get(),
        facts.get(),
        largestBatch.get(),
        stored.get(),
        duplicates.get(),
        rejected.get(),
        replayed.get(),
        requested,
        faulty.get() + dropped,
        delayMillis.get());
  }
}
