package io.chat4all.store.mongo;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.Secret;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A server that speaks MongoDB's protocol and keeps everything in memory, with the store of one
/// test on it. It scans where MongoDB has indexes.
final class FakeServer implements AutoCloseable {

  private final MongoServer server = new MongoServer(new MemoryBackend());
  private final InetSocketAddress address = server.bind();
  private @Nullable MongoStore store;

  int port() {
    return address.getPort();
  }

  MongoConfig config() {
    return MongoConfig.of(new Secret("mongodb://127.0.0.1:" + port() + "/history"))
        .withPatience(Duration.ofSeconds(60), Duration.ofSeconds(10));
  }

  MessageStore store() {
    var opened = store;
    if (opened == null) {
      opened = MongoStore.open(config());
      store = opened;
    }
    return opened.messages();
  }

  /// Another process that opens the same database.
  MessageStore restarted() {
    closeStore();
    return store();
  }

  private void closeStore() {
    var opened = store;
    if (opened != null) {
      opened.close();
      store = null;
    }
  }

  @Override
  public void close() {
    closeStore();
    server.shutdownNow();
  }
}
