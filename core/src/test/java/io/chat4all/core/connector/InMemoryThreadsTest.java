package io.chat4all.core.connector;

final class InMemoryThreadsTest extends ThreadsContract {

  private final Threads threads = new InMemoryThreads();

  @Override
  protected Threads threads() {
    return threads;
  }

  @Override
  protected Threads restarted() {
    return threads;
  }
}
