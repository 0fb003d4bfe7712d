package io.chat4all.core.history;

final class InMemoryChangesTest extends ChangesContract {

  private final MessageStore store = new InMemoryMessageStore();

  @Override
  protected MessageStore store() {
    return store;
  }
}
