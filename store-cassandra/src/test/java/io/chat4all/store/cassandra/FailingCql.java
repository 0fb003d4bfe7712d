package io.chat4all.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.chat4all.store.cassandra.cql.Cql;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Fails some writes, as a process that dies or a network that breaks would: before, after, or with
/// a part of them done.
final class FailingCql extends Cql {

  private final Random random;
  private boolean calm;

  FailingCql(CqlSession session, Random random) {
    super(session);
    this.random = random;
  }

  /// From now on everything goes well.
  void calm() {
    calm = true;
  }

  @Override
  public void write(Collection<? extends Statement<?>> statements) {
    if (calm || random.nextInt(4) != 0) {
      super.write(statements);
      return;
    }
    var some = byPartition(statements);
    Collections.shuffle(some, random);
    int done =
        switch (random.nextInt(3)) {
          case 0 -> 0;
          case 1 -> some.size();
          default -> random.nextInt(some.size() + 1);
        };
    super.write(some.subList(0, done));
    throw unavailable("told to fail");
  }

  /// A statement for several partitions may be done in some of them only.
  private static List<Statement<?>> byPartition(Collection<? extends Statement<?>> statements) {
    var parts = new ArrayList<Statement<?>>();
    for (var statement : statements) {
      if (statement instanceof BatchStatement batch) {
        var partitions = new LinkedHashMap<Optional<ByteBuffer>, BatchStatement>();
        for (var row : batch) {
          partitions.merge(
              Optional.ofNullable(row.getRoutingKey()),
              BatchStatement.newInstance(batch.getBatchType(), row).setIdempotent(true),
              (one, more) -> one.addAll(more));
        }
        parts.addAll(partitions.values());
      } else {
        parts.add(statement);
      }
    }
    return parts;
  }
}
