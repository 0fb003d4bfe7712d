package io.chat4all.core.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Takes work for tests, keeps it, and fails as often as it is told; the test says what is done.
///
/// Thread-safe.
public final class RecordingWorkHandler<W> implements WorkHandler<W> {

  private final List<Work<W>> taken = new ArrayList<>();
  private final List<List<W>> failed = new ArrayList<>();
  private final Set<Integer> revoked = new HashSet<>();
  private int failures;

  @Override
  public synchronized void take(List<Work<W>> work) {
    if (failures > 0) {
      failures--;
      failed.add(work.stream().map(Work::value).toList());
      notifyAll();
      throw new IllegalStateException("told to fail");
    }
    taken.addAll(work);
    notifyAll();
  }

  @Override
  public synchronized void revoked(Set<Integer> partitions) {
    revoked.addAll(partitions);
    notifyAll();
  }

  /// Fails the next calls.
  public synchronized void failNext(int times) {
    failures = times;
  }

  /// What was taken without failing, in order.
  public synchronized List<Work<W>> taken() {
    return List.copyOf(taken);
  }

  /// What that work is.
  public synchronized List<W> values() {
    return taken.stream().map(Work::value).toList();
  }

  /// What each failed call was given.
  public synchronized List<List<W>> failed() {
    return List.copyOf(failed);
  }

  /// Partitions that were revoked at some time.
  public synchronized Set<Integer> revoked() {
    return Set.copyOf(revoked);
  }

  /// Waits until this handler looks as wanted; throws when it does not in time.
  public synchronized void await(Predicate<RecordingWorkHandler<W>> wanted)
      throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!wanted.test(this)) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(
            "not so in time: %d taken, %d failed calls, revoked %s"
                .formatted(taken.size(), failed.size(), revoked));
      }
      wait(left);
    }
  }

  /// Waits for this much work.
  public void awaitTaken(int count) throws InterruptedException {
    await(handler -> handler.taken.size() >= count);
  }
}
