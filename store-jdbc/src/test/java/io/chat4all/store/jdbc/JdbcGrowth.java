package io.chat4all.store.jdbc;

import io.chat4all.core.history.GrowthBench;
import io.chat4all.core.history.MessageStore;
import io.chat4all.store.jdbc.embedded.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Measures SQLite or PostgreSQL as it fills. Not a test; run its `main` with the test class path.
/// Arguments: `sqlite` or `postgres`, `rows` or `conversations`, the directory of the data, sizes.
final class JdbcGrowth {

  private JdbcGrowth() {}

  public static void main(String[] args) throws IOException {
    if (args[0].equals("postgres")) {
      var url = PostgresServer.shared().newDatabase();
      try (var stores = JdbcStores.postgres(PostgresStores.config(url))) {
        measure(stores.messages(), args);
      }
      System.exit(0);
    } else {
      var dir = Files.createTempDirectory(Files.createDirectories(Path.of(args[2])), "growth");
      try (var stores = JdbcStores.sqlite(dir, SqliteConfig.defaults())) {
        measure(stores.messages(), args);
      }
    }
  }

  private static void measure(MessageStore store, String[] args) {
    var bench = new GrowthBench(store);
    var sizes = Arrays.stream(args).skip(3);
    if (args[1].equals("rows")) {
      bench.growHistory(sizes.map(Long::valueOf).toList());
    } else {
      bench.growConversations(sizes.map(Integer::valueOf).toList());
    }
  }
}
