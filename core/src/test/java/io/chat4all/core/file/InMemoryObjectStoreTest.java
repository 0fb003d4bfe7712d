package io.chat4all.core.file;

final class InMemoryObjectStoreTest extends ObjectStoreContract {

  private final ObjectStore store = new InMemoryObjectStore(clock);

  @Override
  protected ObjectStore store() {
    return store;
  }

  @Override
  protected ObjectStore restarted() {
    return store;
  }
}
