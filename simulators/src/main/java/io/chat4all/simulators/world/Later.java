package io.chat4all.simulators.world;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does things later, one after another, on one thread.
///
/// At most a million tasks wait; beyond that, and when closed, a task is refused with
/// [RejectedExecutionException]. A task that throws is logged. Thread-safe.
public final class Later implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Later.class);

  private static final int MOST = 1_000_000;

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("simulators-later").factory());

  public Later() {
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  public void after(Duration delay, Runnable task) {
    if (executor.getQueue().size() >= MOST) {
      throw new RejectedExecutionException("tasks waiting: " + MOST);
    }
    var _ = executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RejectedExecutionException e) {
      log.debug("Task refused, the simulators are closing", e);
    } catch (RuntimeException e) {
      log.error("Task failed", e);
    }
  }
}
