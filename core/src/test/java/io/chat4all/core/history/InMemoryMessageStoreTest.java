package io.chat4all.core.history;

final class InMemoryMessageStoreTest extends MessageStoreContract {

  private final MessageStore store = new InMemoryMessageStore();

  @Override
  protected MessageStore store() {
    return store;
  }

  @Override
  protected MessageStore restarted() {
    return store;
  }
}
