package io.chat4all.core.webhook;

import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.conversation.InMemoryConversationDirectory;

final class InMemoryWebhookDirectoryTest extends WebhookDirectoryContract {

  private final ConversationDirectory conversations = new InMemoryConversationDirectory();
  private final WebhookDirectory directory = new InMemoryWebhookDirectory(conversations);

  @Override
  protected WebhookDirectory directory() {
    return directory;
  }

  @Override
  protected ConversationDirectory conversations() {
    return conversations;
  }

  @Override
  protected WebhookDirectory restarted() {
    return directory;
  }
}
