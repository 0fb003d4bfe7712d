package io.chat4all.store.jdbc;

import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.IdentityDirectory;
import io.chat4all.core.identity.IdentityDirectoryContract;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteIdentityDirectoryTest extends IdentityDirectoryContract {

  @TempDir private Path dir;
  private @Nullable OpenedStores opened;

  private OpenedStores stores() {
    var stores = opened;
    if (stores == null) {
      stores = new OpenedStores(dir);
      opened = stores;
    }
    return stores;
  }

  @AfterEach
  void close() {
    stores().close();
  }

  @Override
  protected IdentityDirectory directory() {
    return stores().get().identities();
  }

  @Override
  protected AccountDirectory accounts() {
    return stores().get().accounts();
  }

  @Override
  protected void restart() {
    stores().restarted();
  }
}
