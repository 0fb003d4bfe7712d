package io.chat4all.core.identity;

final class InMemoryAccountDirectoryTest extends AccountDirectoryContract {

  private final AccountDirectory directory = new InMemoryAccountDirectory();

  @Override
  protected AccountDirectory directory() {
    return directory;
  }

  @Override
  protected AccountDirectory restarted() {
    return directory;
  }
}
