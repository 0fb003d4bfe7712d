package io.chat4all.core.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// A handler for tests that keeps what it was given and fails as often as it is told.
///
/// Thread-safe.
public final class RecordingHandler<F> implements FactHandler<F> {

  private final List<LoggedFact<F>> handled = new ArrayList<>();
  private final List<List<LoggedFact<F>>> failed = new ArrayList<>();
  private final Set<Integer> revoked = new HashSet<>();
  private int failures;

  @Override
  public synchronized void handle(List<LoggedFact<F>> facts) {
    if (failures > 0) {
      failures--;
      failed.add(List.copyOf(facts));
      notifyAll();
      throw new IllegalStateException("told to fail");
    }
    handled.addAll(facts);
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

  /// What was handled without failing, in order.
  public synchronized List<LoggedFact<F>> handled() {
    return List.copyOf(handled);
  }

  /// The facts alone.
  public synchronized List<F> facts() {
    return handled.stream().map(LoggedFact::fact).toList();
  }

  /// What each failed call was given.
  public synchronized List<List<LoggedFact<F>>> failed() {
    return List.copyOf(failed);
  }

  /// Partitions that were revoked at some time.
  public synchronized Set<Integer> revoked() {
    return Set.copyOf(revoked);
  }

  /// Waits until this handler looks as wanted; throws when it does not in time.
  public synchronized void await(Predicate<RecordingHandler<F>> wanted)
      throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!wanted.test(this)) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(
            "not so in time: %d handled, %d failed calls, revoked %s"
                .formatted(handled.size(), failed.size(), revoked));
      }
      wait(left);
    }
  }

  /// Waits for this many handled facts.
  public void awaitHandled(int count) throws InterruptedException {
    await(handler -> handler.handled.size() >= count);
  }
}
