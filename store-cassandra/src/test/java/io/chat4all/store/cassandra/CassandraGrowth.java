package io.chat4all.store.cassandra;

import io.chat4all.core.history.GrowthBench;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;

/// Measures one node as it fills. Not a test; run its `main` with the test class path, in the
/// directory of the module. Arguments: `rows` or `conversations`, the directory of the node's data,
/// sizes.
final class CassandraGrowth {

  private CassandraGrowth() {}

  public static void main(String[] args) {
    var dir = Path.of(args[1]).resolve(UUID.randomUUID().toString());
    var classPath = CassandraNode.builtClassPath(Path.of("../cassandra-node/target"));
    var options = new CassandraNode.Options(1_024, false, false, Duration.ofMinutes(1));
    try (var node = CassandraNode.start(CassandraNode.Settings.single(classPath, dir, options));
        var opened =
            CassandraStore.open(
                CassandraConfig.of(node.contactPoint()).withReplicationFactor(1),
                Clock.systemUTC())) {
      var bench = new GrowthBench(opened.messages());
      var sizes = Arrays.stream(args).skip(2);
      if (args[0].equals("rows")) {
        bench.growHistory(sizes.map(Long::valueOf).toList());
      } else {
        bench.growConversations(sizes.map(Integer::valueOf).toList());
      }
    }
  }
}
