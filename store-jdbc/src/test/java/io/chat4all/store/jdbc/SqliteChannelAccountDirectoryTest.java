package io.chat4all.store.jdbc;

import io.chat4all.core.connector.ChannelAccountDirectory;
import io.chat4all.core.connector.ChannelAccountDirectoryContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteChannelAccountDirectoryTest extends ChannelAccountDirectoryContract {

  private OpenedStores stores;

  @AfterEach
  void close() {
    stores.close();
  }

  @BeforeEach
  void open(@TempDir Path dir) {
    stores = new OpenedStores(dir);
  }

  @Override
  protected ChannelAccountDirectory directory() {
    return stores.get().channelAccounts();
  }

  @Override
  protected ChannelAccountDirectory restarted() {
    return stores.restarted().channelAccounts();
  }
}
