package io.chat4all.core.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Facts of one kind in partitions, with one group of readers that share them.
///
/// A partition changes hands only when its old reader has finished its batch and was told.
final class InMemoryTopic<F> {

  private static final Logger log = LoggerFactory.getLogger(InMemoryTopic.class);
  private static final int MAX_BATCH = 2_000;
  private static final long FIRST_BACK_OFF_NANOS = Duration.ofMillis(5).toNanos();
  private static final long MAX_BACK_OFF_NANOS = Duration.ofMillis(100).toNanos();

  private final String name;
  private final String logId = UUID.randomUUID().toString();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<List<F>> partitions = new ArrayList<>();
  private final List<F> all = new ArrayList<>();
  private final int[] committed;
  private final Map<Integer, Reader> owners = new HashMap<>();
  private final List<Reader> readers = new ArrayList<>();

  InMemoryTopic(String name, int partitionCount) {
    this.name = name;
    this.committed = new int[partitionCount];
    for (int i = 0; i < partitionCount; i++) {
      partitions.add(new ArrayList<>());
    }
  }

  /// Waits for a thread to end, interrupted or not.
  static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  void add(int partition, F fact) {
    lock.lock();
    try {
      partitions.get(partition).add(fact);
      all.add(fact);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  List<F> all() {
    lock.lock();
    try {
      return List.copyOf(all);
    } finally {
      lock.unlock();
    }
  }

  Subscription join(FactHandler<F> handler) {
    lock.lock();
    try {
      var reader = new Reader(handler);
      readers.add(reader);
      changed.signalAll();
      reader.thread.start();
      return reader;
    } finally {
      lock.unlock();
    }
  }

  boolean awaitCommitted(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (!allCommitted()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    List<Reader> open;
    lock.lock();
    try {
      open = List.copyOf(readers);
    } finally {
      lock.unlock();
    }
    open.forEach(Reader::close);
  }

  private boolean allCommitted() {
    for (int i = 0; i < committed.length; i++) {
      if (committed[i] < partitions.get(i).size()) {
        return false;
      }
    }
    return true;
  }

  private final class Reader implements Subscription {

    private final FactHandler<F> handler;
    private final Thread thread;

    /// Owned partitions, with their size when they were taken over.
    private final Map<Integer, Integer> owned = new HashMap<>();

    private boolean closed;

    Reader(FactHandler<F> handler) {
      this.handler = handler;
      this.thread = Thread.ofVirtual().name("in-memory-" + name).unstarted(this::run);
    }

    @Override
    public void close() {
      lock.lock();
      try {
        closed = true;
        readers.remove(this);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      InMemoryTopic.join(thread);
    }

    private void run() {
      try {
        while (balance()) {
          var batch = next();
          if (!batch.isEmpty() && handleUntilDone(batch)) {
            commit(batch);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /// Gives up what is another's now and takes what is free; false when closed.
    private boolean balance() {
      Set<Integer> lost;
      boolean open;
      lock.lock();
      try {
        open = !closed;
        lost = new HashSet<>(owned.keySet());
        lost.removeIf(this::isMine);
      } finally {
        lock.unlock();
      }
      if (!lost.isEmpty()) {
        tellRevoked(lost);
      }
      lock.lock();
      try {
        lost.forEach(owners::remove);
        owned.keySet().removeAll(lost);
        for (int i = 0; i < committed.length; i++) {
          if (isMine(i) && owners.putIfAbsent(i, this) == null) {
            owned.put(i, partitions.get(i).size());
          }
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      return open;
    }

    private void tellRevoked(Set<Integer> lost) {
      try {
        handler.revoked(Set.copyOf(lost));
      } catch (RuntimeException e) {
        log.error("Handler failed to let partitions go: topic={} partitions={}", name, lost, e);
      }
    }

    private boolean isMine(int partition) {
      return !readers.isEmpty() && readers.get(partition % readers.size()) == this;
    }

    private boolean isBalanced() {
      for (int i = 0; i < committed.length; i++) {
        boolean owner = owned.containsKey(i);
        if (isMine(i) ? !owner && !owners.containsKey(i) : owner) {
          return false;
        }
      }
      return true;
    }

    /// Waits for facts; empty when the partitions are to be shared anew.
    private List<LoggedFact<F>> next() throws InterruptedException {
      lock.lock();
      try {
        var batch = collectOwned();
        while (batch.isEmpty() && !closed && isBalanced()) {
          changed.await();
          batch = collectOwned();
        }
        return closed ? List.of() : batch;
      } finally {
        lock.unlock();
      }
    }

    private List<LoggedFact<F>> collectOwned() {
      var batch = new ArrayList<LoggedFact<F>>();
      owned.forEach((partition, size) -> collect(partition, size, batch));
      return batch;
    }

    private void collect(int partition, int sizeAtStart, List<LoggedFact<F>> batch) {
      var facts = partitions.get(partition);
      int from = committed[partition];
      for (int i = from; i < facts.size() && batch.size() < MAX_BATCH; i++) {
        batch.add(
            new LoggedFact<>(new LogPosition(logId, partition, i), facts.get(i), i < sizeAtStart));
      }
    }

    private boolean handleUntilDone(List<LoggedFact<F>> batch) throws InterruptedException {
      long backOff = FIRST_BACK_OFF_NANOS;
      while (true) {
        try {
          handler.handle(List.copyOf(batch));
          return true;
        } catch (RuntimeException e) {
          log.warn("Handler failed, will repeat: topic={} facts={}", name, batch.size(), e);
        }
        if (!pause(backOff)) {
          return false;
        }
        backOff = Math.min(backOff * 2, MAX_BACK_OFF_NANOS);
      }
    }

    /// Waits before a repetition; false when closed meanwhile.
    private boolean pause(long nanos) throws InterruptedException {
      lock.lock();
      try {
        long left = nanos;
        while (left > 0 && !closed) {
          left = changed.awaitNanos(left);
        }
        return !closed;
      } finally {
        lock.unlock();
      }
    }

    private void commit(List<LoggedFact<F>> batch) {
      lock.lock();
      try {
        for (var fact : batch) {
          committed[fact.position().partition()] = (int) fact.position().offset() + 1;
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
