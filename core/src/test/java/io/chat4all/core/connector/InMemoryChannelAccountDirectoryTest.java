package io.chat4all.core.connector;

final class InMemoryChannelAccountDirectoryTest extends ChannelAccountDirectoryContract {

  private final ChannelAccountDirectory directory = new InMemoryChannelAccountDirectory();

  @Override
  protected ChannelAccountDirectory directory() {
    return directory;
  }

  @Override
  protected ChannelAccountDirectory restarted() {
    return directory;
  }
}
