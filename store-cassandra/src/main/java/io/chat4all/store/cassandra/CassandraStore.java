package io.chat4all.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import io.chat4all.core.check.Finding;
import io.chat4all.core.history.MessageStore;
import io.chat4all.store.cassandra.cql.Cql;
import io.chat4all.store.cassandra.cql.Retention;
import io.chat4all.store.cassandra.history.CassandraMessageStore;
import java.time.Clock;
import java.util.List;

/// The message store on Cassandra 5, in one keyspace.
///
/// Any number of processes may have it open, whatever they do: of those that append, for each
/// partition of the log only the one that began last is heard. After [#close] every call throws
/// `UNAVAILABLE`.
///
/// What was acknowledged is on a quorum of the replicas in the local datacenter. Whether one of
/// them alone survives the loss of its process depends on its `commitlog_sync`: see
/// docs/engines.md.
///
/// Thread-safe.
public final class CassandraStore implements AutoCloseable {

  private final Cql cql;
  private final MessageStore messages;

  private CassandraStore(CqlSession session, CassandraConfig config, Clock clock) {
    cql = new Cql(session);
    messages = new CassandraMessageStore(cql, new Retention(config.retention(), clock));
  }

  /// Opens the store, making the keyspace and its tables where they are missing and bringing old
  /// ones up to date.
  ///
  /// Waits for nodes that do not answer as long as the settings allow. Throws
  /// `IllegalStateException` that names the setting when waiting is no help: a login or right that
  /// is refused, a keyspace that a newer program wrote, nodes that are not there in time.
  public static CassandraStore open(CassandraConfig config, Clock clock) {
    var session = new Connect(config).open();
    try {
      new Schema(session, config).bringUpToDate();
      return new CassandraStore(session, config, clock);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /// Looks what is there, and changes nothing; does not wait for nodes that do not answer.
  public static List<Finding> examine(CassandraConfig config) {
    return new Examination(config).run();
  }

  /// Keeps the history.
  public MessageStore messages() {
    return messages;
  }

  /// Waits for the calls in hand and closes the connections. Closing again does nothing.
  @Override
  public void close() {
    cql.close();
  }
}
