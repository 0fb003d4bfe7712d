package io.chat4all.core.history;

final class InMemoryReceiptsTest extends ReceiptsContract {

  private final MessageStore store = new InMemoryMessageStore();

  @Override
  protected MessageStore store() {
    return store;
  }

  @Override
  protected long slowestLowestMicros() {
    return 100_000;
  }
}
