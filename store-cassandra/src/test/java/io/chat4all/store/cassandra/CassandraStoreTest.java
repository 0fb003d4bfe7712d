package io.chat4all.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.Head;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.MessageStore.AppendOutcome.Appended;
import io.chat4all.core.history.RandomHistory;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.message.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Opening the store, on good days and on bad ones; buckets and retention.
@Timeout(60)
class CassandraStoreTest {

  private static final CassandraConfig.Patience SHORT =
      new CassandraConfig.Patience(Duration.ofSeconds(5), Duration.ofMillis(300));

  private static CqlSession admin;

  @BeforeAll
  static void connect() {
    admin = new Connect(RealCassandra.config()).open();
  }

  @AfterAll
  static void close() {
    admin.close();
  }

  private static CassandraStore open(CassandraConfig config) {
    return CassandraStore.open(config, Clock.systemUTC());
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(CassandraConfig config) {
    return assertThatThrownBy(() -> open(config).close()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysThatNobodyAnswers() {
    var nowhere = CassandraConfig.of("127.0.0.1:" + CassandraNode.freePort()).withPatience(SHORT);

    assertRefused(nowhere).hasMessageContaining("CASSANDRA_HOSTS");
  }

  @Test
  void saysThatTheLoginIsWrongWithoutWaiting() {
    var wrong =
        RealCassandra.config()
            .withAccess(CassandraConfig.Access.of("cassandra", new Secret("guess")))
            .withPatience(new CassandraConfig.Patience(Duration.ofSeconds(5), Duration.ofHours(1)));

    assertRefused(wrong)
        .hasMessageContaining("CASSANDRA_USERNAME, CASSANDRA_PASSWORD")
        .hasMessageNotContaining("guess");
    assertRefused(RealCassandra.config().withAccess(CassandraConfig.Access.open()))
        .hasMessageContaining("CASSANDRA_USERNAME, CASSANDRA_PASSWORD");
  }

  @Test
  void saysWhichRightIsMissing() {
    admin.execute("CREATE ROLE IF NOT EXISTS guest WITH PASSWORD = 'guest pw' AND LOGIN = true");
    var guest =
        RealCassandra.config()
            .withAccess(CassandraConfig.Access.of("guest", new Secret("guest pw")));
    OpenedStore.shared().get();

    assertRefused(guest.withKeyspace("never_made"))
        .hasMessageContaining("CASSANDRA_KEYSPACE: never_made")
        .hasMessageContaining("CASSANDRA_USERNAME='guest'");
    assertRefused(guest)
        .hasMessageContaining("CASSANDRA_USERNAME: 'guest'")
        .hasMessageContaining("CASSANDRA_KEYSPACE=" + CassandraConfig.KEYSPACE);
  }

  @Test
  void saysThatThereAreTooFewNodesForTheCopies() {
    assertRefused(RealCassandra.config().withKeyspace("too_many").withReplicationFactor(3))
        .hasMessageContaining("CASSANDRA_REPLICATION_FACTOR: 3 (expected: at most 1");
  }

  @Test
  void refusesAKeyspaceOfANewerProgram() {
    admin.execute(
        "CREATE KEYSPACE newer WITH replication = {'class': 'SimpleStrategy',"
            + " 'replication_factor': 1}");
    admin.execute("CREATE TABLE newer.schema_versions (name text PRIMARY KEY, version int)");
    admin.execute("INSERT INTO newer.schema_versions (name, version) VALUES ('messages', 99)");

    assertRefused(RealCassandra.config().withKeyspace("newer"))
        .hasMessageContaining("CASSANDRA_KEYSPACE: newer has schema version 99")
        .hasMessageContaining("a newer Chat4All wrote it");
  }

  @Test
  void processesThatStartAtOnceMakeOneSchema() throws Exception {
    var config = forgetful();
    Callable<CassandraStore> opening = () -> open(config);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var opened : executor.invokeAll(Collections.nCopies(6, opening))) {
        try (var store = opened.get()) {
          var changes = history().changes(3);

          assertThat(store.messages().append(changes)).isEqualTo(new Appended());
        }
      }
    }
  }

  private static CassandraConfig forgetful() {
    return RealCassandra.config().withKeyspace("forgetful").withRetention(Duration.ofHours(1));
  }

  @Test
  void aClosedStoreIsUnavailable() {
    var store = RealCassandra.open();
    store.close();
    store.close();

    assertThatThrownBy(() -> store.messages().heads(List.of(new ConversationId(UUID.randomUUID()))))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  private static RandomHistory history() {
    return new RandomHistory(new Random(1), new ConversationId(UUID.randomUUID()), "log");
  }

  @Test
  void pagesGoOverBuckets() {
    var store = OpenedStore.shared().get();
    var conversation = new ConversationId(UUID.randomUUID());
    int count = 2_100;
    store.append(Rows.messages(conversation, 1, count, Instant.parse("2026-01-01T00:00:00Z")));

    assertThat(seqs(store.after(conversation, 995, 10)))
        .containsExactly(996L, 997L, 998L, 999L, 1000L, 1001L, 1002L, 1003L, 1004L, 1005L);
    assertThat(seqs(store.before(conversation, 1003, 5)))
        .containsExactly(998L, 999L, 1000L, 1001L, 1002L);
    assertThat(store.after(conversation, 0, 10_000)).hasSize(count);
    assertThat(store.before(conversation, Long.MAX_VALUE, 10_000)).hasSize(count);
    assertThat(store.after(conversation, Long.MAX_VALUE, 10)).isEmpty();
    assertThat(store.seqBefore(conversation, Instant.parse("2026-01-01T00:20:00Z")))
        .isEqualTo(1200);
  }

  private static List<Long> seqs(List<Message> messages) {
    return messages.stream().map(Message::seq).toList();
  }

  @Test
  void whatOutlivesItsRetentionIsForgotten() {
    var config = forgetful();
    var now = Instant.now();
    var conversation = new ConversationId(UUID.randomUUID());
    try (var opened = CassandraStore.open(config, Clock.fixed(now, ZoneOffset.UTC))) {
      var store = opened.messages();
      // Two seconds are left to the first 1,500, and an hour to the rest.
      store.append(Rows.messages(conversation, 1, 1_500, now.minusSeconds(3_599 + 1_500)));
      store.append(Rows.messages(conversation, 1_501, 100, now));
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (find(store, conversation, 1_400) && System.nanoTime() < end) {
        LockSupport.parkNanos(100_000_000);
      }

      assertThat(seqs(store.after(conversation, 0, 3))).containsExactly(1501L, 1502L, 1503L);
      assertThat(store.before(conversation, Long.MAX_VALUE, 1_000)).hasSize(100);
      assertThat(store.heads(List.of(conversation)).get(conversation))
          .extracting(Head::seq)
          .isEqualTo(1_600L);
      var next = Rows.messages(conversation, 1_601, 1, now);
      assertThat(store.append(List.<Change>copyOf(next))).isEqualTo(new Appended());
    }
  }

  private static boolean find(MessageStore store, ConversationId conversation, long seq) {
    return store.after(conversation, seq - 1, 1).stream().anyMatch(it -> it.seq() == seq);
  }
}
