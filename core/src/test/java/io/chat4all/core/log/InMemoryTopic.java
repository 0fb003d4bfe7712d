package io.chat4all.core.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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

/// Facts or work of one kind in partitions, with one group of readers that share them.
///
/// A partition changes hands only when its old reader has finished its batch and was told. Facts
/// are work that is done when it was handled.
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
    return join(Integer.MAX_VALUE, new DoneAtOnce<>(handler));
  }

  Subscription join(int maxInHand, WorkHandler<F> handler) {
    if (maxInHand < 1) {
      throw new IllegalArgumentException("maxInHand: %d (expected: >= 1)".formatted(maxInHand));
    }
    lock.lock();
    try {
      var reader = new Reader(maxInHand, handler);
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

    private final int maxInHand;
    private final WorkHandler<F> handler;
    private final Thread thread;
    private final Map<Integer, Owned> owned = new HashMap<>();

    /// What was handed out and is not done.
    private int inHand;

    private boolean closed;

    Reader(int maxInHand, WorkHandler<F> handler) {
      this.maxInHand = maxInHand;
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
          if (!batch.isEmpty()) {
            takeUntilTaken(batch);
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
        for (var partition : owned.values()) {
          if (lost.contains(partition.number)) {
            inHand -= partition.abandon();
          }
        }
        owned.keySet().removeAll(lost);
        for (int i = 0; i < committed.length; i++) {
          if (isMine(i) && owners.putIfAbsent(i, this) == null) {
            owned.put(i, new Owned(this, i));
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

    /// Waits for work; empty when the partitions are to be shared anew.
    private List<Work<F>> next() throws InterruptedException {
      lock.lock();
      try {
        var batch = collectOwned();
        while (batch.isEmpty() && !closed && isBalanced()) {
          changed.await();
          batch = closed ? batch : collectOwned();
        }
        return batch;
      } finally {
        lock.unlock();
      }
    }

    private List<Work<F>> collectOwned() {
      var batch = new ArrayList<Work<F>>();
      for (var partition : owned.values()) {
        while (batch.size() < MAX_BATCH && inHand < maxInHand && partition.hasNext()) {
          batch.add(partition.next());
          inHand++;
        }
      }
      return batch;
    }

    private void takeUntilTaken(List<Work<F>> batch) throws InterruptedException {
      long backOff = FIRST_BACK_OFF_NANOS;
      while (true) {
        try {
          handler.take(List.copyOf(batch));
          return;
        } catch (RuntimeException e) {
          log.warn("Handler failed, will repeat: topic={} facts={}", name, batch.size(), e);
        }
        if (!pause(backOff)) {
          return;
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
  }

  /// A partition since its reader took it over. Used under the lock.
  private final class Owned {

    private final Reader reader;
    private final int number;
    private final int sizeAtStart;
    private final Deque<HandedOut> open = new ArrayDeque<>();
    private int next;

    Owned(Reader reader, int number) {
      this.reader = reader;
      this.number = number;
      this.sizeAtStart = partitions.get(number).size();
      this.next = committed[number];
    }

    boolean hasNext() {
      return next < partitions.get(number).size();
    }

    HandedOut next() {
      var work = new HandedOut(this, partitions.get(number).get(next), next);
      open.addLast(work);
      next++;
      return work;
    }

    void finished() {
      reader.inHand--;
      while (!open.isEmpty() && open.getFirst().done) {
        open.removeFirst();
      }
      committed[number] = open.isEmpty() ? next : open.getFirst().offset;
      changed.signalAll();
    }

    /// Answers how many were not done.
    int abandon() {
      int left = 0;
      for (var work : open) {
        left += work.done ? 0 : 1;
        work.done = true;
      }
      return left;
    }
  }

  private final class HandedOut implements Work<F> {

    private final Owned owned;
    private final F value;
    private final int offset;
    private boolean done;

    HandedOut(Owned owned, F value, int offset) {
      this.owned = owned;
      this.value = value;
      this.offset = offset;
    }

    @Override
    public F value() {
      return value;
    }

    @Override
    public LogPosition position() {
      return new LogPosition(logId, owned.number, offset);
    }

    @Override
    public boolean maybeSeen() {
      return offset < owned.sizeAtStart;
    }

    @Override
    public void done() {
      lock.lock();
      try {
        if (!done) {
          done = true;
          owned.finished();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private record DoneAtOnce<F>(FactHandler<F> handler) implements WorkHandler<F> {

    @Override
    public void take(List<Work<F>> work) {
      var facts = new ArrayList<LoggedFact<F>>(work.size());
      work.forEach(it -> facts.add(new LoggedFact<>(it.position(), it.value(), it.maybeSeen())));
      handler.handle(facts);
      work.forEach(Work::done);
    }

    @Override
    public void revoked(Set<Integer> partitions) {
      handler.revoked(partitions);
    }
  }
}
