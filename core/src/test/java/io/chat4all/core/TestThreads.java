package io.chat4all.core;

import java.util.List;

/// Looks at what threads wait for.
public final class TestThreads {

  private TestThreads() {}

  /// Waits until so many of the threads want a monitor that the test holds, and so many are parked.
  public static void await(List<Thread> threads, long blocked, long parked) {
    while (count(threads, Thread.State.BLOCKED) != blocked
        || count(threads, Thread.State.WAITING) != parked) {
      if (Thread.interrupted()) {
        throw new AssertionError("the threads do not wait: " + states(threads));
      }
      Thread.onSpinWait();
    }
  }

  private static long count(List<Thread> threads, Thread.State state) {
    return threads.stream().filter(it -> it.getState() == state).count();
  }

  private static List<Thread.State> states(List<Thread> threads) {
    return threads.stream().map(Thread::getState).toList();
  }
}
