package io.chat4all.store.jdbc;

import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.conversation.ConversationDirectoryContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteConversationDirectoryTest extends ConversationDirectoryContract {

  private OpenedStores stores;

  @BeforeEach
  void open(@TempDir Path dir) {
    stores = new OpenedStores(dir);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Override
  protected ConversationDirectory directory() {
    return stores.get().conversations();
  }

  @Override
  protected ConversationDirectory restarted() {
    return stores.restarted().conversations();
  }
}
