package io.chat4all.worker.inbound;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks of the same key one after another and tasks of different keys side by side, at most
/// so many at once for each group of keys. A task that waits for its next attempt holds up its own
/// lane only.
///
/// [#submit] never blocks: who submits bounds how many tasks there are. Thread-safe.
final class InboundLanes<K> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(InboundLanes.class);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Function<K, Object> groups;
  private final int perGroup;
  private final Map<Object, Semaphore> slots = new ConcurrentHashMap<>();
  private final Map<K, Deque<Task>> lanes = new HashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Set<Thread> running = new HashSet<>();

  /// `groups` tells which group a key belongs to, and `perGroup` how many of its tasks run at once.
  InboundLanes(Function<K, Object> groups, int perGroup) {
    this.groups = groups;
    this.perGroup = perGroup;
  }

  /// Something to do.
  interface Task {
    /// Does it; answers after how long it is to be tried again, or nothing when it has ended. Must
    /// not throw anything else.
    ///
    /// @param attempt 1 for the first
    Optional<Duration> run(int attempt) throws InterruptedException;
  }

  /// Adds a task to the end of its lane; nothing once closed.
  void submit(K key, Task task) {
    synchronized (lanes) {
      if (closing.getCount() == 0) {
        return;
      }
      var lane = lanes.get(key);
      if (lane != null) {
        lane.add(task);
        return;
      }
      var begun = new ArrayDeque<Task>();
      begun.add(task);
      lanes.put(key, begun);
      var thread = Thread.ofVirtual().name("inbound").unstarted(() -> drain(key));
      running.add(thread);
      thread.start();
    }
  }

  /// Lets tasks that are under way end, for a while, and forgets the others. Waits for them.
  @Override
  public void close() {
    closing.countDown();
    try {
      if (!awaitEnd(PATIENCE)) {
        log.warn("Tasks do not end, interrupted");
        synchronized (lanes) {
          running.forEach(Thread::interrupt);
        }
        var _ = awaitEnd(PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitEnd(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    synchronized (lanes) {
      while (!running.isEmpty()) {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        lanes.wait(left);
      }
      return true;
    }
  }

  private void drain(K key) {
    try {
      for (var task = first(key); task != null; task = next(key)) {
        finish(key, task);
      }
    } catch (InterruptedException e) {
      log.debug("Lane interrupted");
    } finally {
      synchronized (lanes) {
        running.remove(Thread.currentThread());
        lanes.notifyAll();
      }
    }
  }

  private void finish(K key, Task task) throws InterruptedException {
    var slot = slots.computeIfAbsent(groups.apply(key), _ -> new Semaphore(perGroup));
    for (int attempt = 1; ; attempt++) {
      Optional<Duration> again;
      slot.acquire();
      try {
        again = closing.getCount() == 0 ? Optional.empty() : task.run(attempt);
      } catch (RuntimeException e) {
        log.error("Task failed, lane continues", e);
        return;
      } finally {
        slot.release();
      }
      if (again.isEmpty() || closing.await(again.get().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private @Nullable Task first(K key) {
    synchronized (lanes) {
      return lanes.getOrDefault(key, new ArrayDeque<>()).peekFirst();
    }
  }

  /// Leaves the lane in the map while it is not empty, so that a task that comes now finds it.
  private @Nullable Task next(K key) {
    synchronized (lanes) {
      var lane = lanes.getOrDefault(key, new ArrayDeque<>());
      lane.pollFirst();
      if (lane.isEmpty() || closing.getCount() == 0) {
        lanes.remove(key);
        return null;
      }
      return lane.peekFirst();
    }
  }
}
