package io.chat4all.store.cassandra;

import io.chat4all.core.identity.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;

/// The one Cassandra of this module's tests: started by the first that needs it, gone with the JVM.
final class RealCassandra {

  static final CassandraConfig.Access ADMIN =
      CassandraConfig.Access.of("cassandra", new Secret("cassandra"));

  private static final Path NODE_TARGET = Path.of("..", "cassandra-node", "target");
  private static final Path DIR = Path.of("target", "cassandra");

  private RealCassandra() {}

  /// Holds what is made at first use.
  private static final class Holder {
    private static final CassandraNode NODE = start();
  }

  private static CassandraNode start() {
    return start(DIR, CassandraNode.Options.small().withLogins().forShort());
  }

  /// Another one, on an empty directory.
  static CassandraNode start(Path dir, CassandraNode.Options options) {
    delete(dir);
    return CassandraNode.start(
        CassandraNode.Settings.single(CassandraNode.builtClassPath(NODE_TARGET), dir, options));
  }

  private static void delete(Path dir) {
    if (!Files.exists(dir)) {
      return;
    }
    try (var files = Files.walk(dir)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CassandraNode node() {
    return Holder.NODE;
  }

  /// Its settings, with all rights.
  static CassandraConfig config() {
    return CassandraConfig.of(node().contactPoint()).withReplicationFactor(1).withAccess(ADMIN);
  }

  static CassandraStore open() {
    return CassandraStore.open(config(), Clock.systemUTC());
  }
}
