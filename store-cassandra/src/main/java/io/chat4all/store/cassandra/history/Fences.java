package io.chat4all.store.cassandra.history;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import io.chat4all.core.log.LogPosition;
import io.chat4all.store.cassandra.cql.Cql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Which partitions of the log this store writes, against others that believe the same.
///
/// Whoever begins to write a partition takes a new epoch, by a conditional update: one for as long
/// as it keeps the partition. An owner that asks after its writes whether its epoch still holds,
/// and hears that it does, knows that any later owner begins to read after them.
///
/// What an owner that was overtaken still writes does no harm: a timestamp is the version of the
/// conversation, which the log alone decides, and then the epoch. So nothing older ever replaces
/// something newer, whoever writes it and whenever it arrives; and of two who write the same
/// version, which is the same as a rule, the later owner is heard.
///
/// Not thread-safe: for the one who appends.
final class Fences {

  /// Epochs there can be: one a minute for 127 years. That leaves 10^11 versions of a conversation.
  private static final int EPOCH_BITS = 26;

  private static final int MOST_ATTEMPTS = 200;

  private static final String HELD =
      """
      SELECT log_partition, epoch FROM fences
      WHERE scope = 0 AND log_id = ? AND log_partition IN ?\
      """;
  private static final String LAST = "SELECT last_epoch FROM fences WHERE scope = 0 LIMIT 1";
  private static final String TAKE_NUMBER =
      "UPDATE fences SET last_epoch = ? WHERE scope = 0 IF last_epoch = ?";
  private static final String TAKE =
      "UPDATE fences SET epoch = ? WHERE scope = 0 AND log_id = ? AND log_partition = ?";

  private final Cql cql;
  private final Map<Partition, Long> held = new HashMap<>();

  Fences(Cql cql) {
    this.cql = cql;
  }

  /// One partition of one log.
  record Partition(String logId, int number) {
    static Partition of(LogPosition position) {
      return new Partition(position.logId(), position.partition());
    }
  }

  /// Whether all of these are known to be ours; asks.
  boolean holds(Collection<Partition> partitions) {
    return held.keySet().containsAll(partitions) && stillHolds(partitions);
  }

  /// Whether nobody has taken any of these from us; forgets the ones that were taken.
  boolean stillHolds(Collection<Partition> partitions) {
    var lost = new HashSet<>(partitions);
    for (var logId : partitions.stream().map(Partition::logId).distinct().toList()) {
      var numbers =
          partitions.stream()
              .filter(partition -> partition.logId().equals(logId))
              .map(Partition::number)
              .toList();
      for (var row : cql.rows(HELD, logId, numbers)) {
        var partition = new Partition(logId, row.getInt(0));
        if (Long.valueOf(row.getLong(1)).equals(held.get(partition))) {
          lost.remove(partition);
        }
      }
    }
    held.keySet().removeAll(lost);
    return lost.isEmpty();
  }

  /// Takes these over from whoever had them. Whatever was read before may be out of date.
  void take(Set<Partition> partitions) {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      var last = cql.first(LAST).filter(row -> !row.isNull(0)).map(row -> row.getLong(0));
      long next = last.orElse(0L) + 1;
      var statements = new ArrayList<BatchableStatement<?>>();
      statements.add(cql.bind(TAKE_NUMBER, next, last.orElse(null)));
      for (var partition : partitions) {
        statements.add(cql.bind(TAKE, next, partition.logId(), partition.number()));
      }
      if (cql.isApplied(BatchStatement.newInstance(BatchType.UNLOGGED, statements))) {
        partitions.forEach(partition -> held.put(partition, next));
        return;
      }
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(20_000_000));
    }
    throw Cql.unavailable("too many routers begin at once");
  }

  /// The timestamp of what belongs to a version of a conversation.
  long timestamp(Partition partition, long version) {
    var epoch = held.get(partition);
    if (epoch == null || epoch >>> EPOCH_BITS != 0) {
      throw new IllegalStateException("epoch of %s: %s".formatted(partition, epoch));
    }
    return Math.multiplyExact(version, 1L << EPOCH_BITS) | epoch;
  }

  static Set<Partition> partitions(List<LogPosition> positions) {
    var partitions = new HashSet<Partition>();
    positions.forEach(position -> partitions.add(Partition.of(position)));
    return partitions;
  }
}
