package io.chat4all.core.conversation;

final class InMemoryConversationDirectoryTest extends ConversationDirectoryContract {

  private final ConversationDirectory directory = new InMemoryConversationDirectory();

  @Override
  protected ConversationDirectory directory() {
    return directory;
  }

  @Override
  protected ConversationDirectory restarted() {
    return directory;
  }
}
