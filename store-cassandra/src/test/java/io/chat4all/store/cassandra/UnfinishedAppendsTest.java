package io.chat4all.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.UnfinishedAppendsContract;
import io.chat4all.store.cassandra.cql.Retention;
import io.chat4all.store.cassandra.history.CassandraMessageStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class UnfinishedAppendsTest extends UnfinishedAppendsContract {

  private static CqlSession session;

  @BeforeAll
  static void open() {
    OpenedStore.shared().get();
    session = new Connect(RealCassandra.config()).open();
    session.execute("USE " + CassandraConfig.KEYSPACE);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Override
  protected Appender appender(Random random) {
    var cql = new FailingCql(session, random);
    var store = new CassandraMessageStore(cql, new Retention(Duration.ZERO, Clock.systemUTC()));
    return new Appender() {
      @Override
      public MessageStore store() {
        return store;
      }

      @Override
      public void calm() {
        cql.calm();
      }
    };
  }
}
