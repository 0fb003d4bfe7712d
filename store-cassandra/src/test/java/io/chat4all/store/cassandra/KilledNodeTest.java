package io.chat4all.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.MessageStore.AppendOutcome.Appended;
import io.chat4all.core.history.MessageStore.AppendOutcome.Overtaken;
import io.chat4all.core.message.Message;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The only node is killed while appends are under way: what was acknowledged is there when it is
/// back, and the store goes on by itself.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class KilledNodeTest {

  private static final int BATCH = 40;
  private static final int BATCHES = 150;
  private static final CassandraConfig.Patience SHORT =
      new CassandraConfig.Patience(Duration.ofSeconds(2), Duration.ofSeconds(60));

  private final List<ConversationId> conversations =
      IntStream.range(0, 4).mapToObj(_ -> new ConversationId(UUID.randomUUID())).toList();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  @Test
  void nothingAcknowledgedIsLostWhenTheOnlyNodeIsKilled() throws Exception {
    var node =
        RealCassandra.start(Path.of("target", "killed-cassandra"), CassandraNode.Options.small());
    var config =
        CassandraConfig.of(node.contactPoint()).withReplicationFactor(1).withPatience(SHORT);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
        var opened = CassandraStore.open(config, Clock.systemUTC())) {
      var store = opened.messages();
      var appending = executor.submit(() -> append(store));
      while (acknowledged.get() < BATCHES / 3 && !appending.isDone()) {
        LockSupport.parkNanos(1_000_000);
      }
      node.kill();
      int atKill = acknowledged.get();
      node = CassandraNode.start(node.settings());

      assertThat(heads(store)).isGreaterThanOrEqualTo((long) atKill * BATCH);
      appending.get();
    } finally {
      node.kill();
    }

    assertThat(refused.get()).isPositive();
  }

  /// How many messages stand in the history, as soon as the store answers again.
  private long heads(MessageStore store) {
    while (true) {
      try {
        return store.heads(conversations).values().stream().mapToLong(head -> head.seq()).sum();
      } catch (ApiException e) {
        pauseAfter(e);
      }
    }
  }

  /// As a router does: again and again until it is taken, and then the next.
  private Void append(MessageStore store) {
    var start = Instant.parse("2026-01-01T00:00:00Z");
    for (int batch = 0; batch < BATCHES; batch++) {
      var changes = new ArrayList<Change>();
      int each = BATCH / conversations.size();
      for (var conversation : conversations) {
        changes.addAll(Rows.messages(conversation, (long) batch * each + 1, each, start));
      }
      append(store, changes);
      acknowledged.incrementAndGet();
    }
    int each = BATCH / conversations.size() * BATCHES;
    for (var conversation : conversations) {
      assertThat(store.after(conversation, 0, 2 * each))
          .extracting(Message::seq)
          .hasSize(each)
          .doesNotHaveDuplicates();
    }
    return null;
  }

  private void append(MessageStore store, List<Change> changes) {
    while (true) {
      try {
        switch (store.append(changes)) {
          case Appended _ -> {
            return;
          }
          case Overtaken(var those) -> {
            // The answer was lost, not the append.
            assertThat(refused.get()).isPositive();
            var rest = changes.stream().filter(it -> !those.contains(it.conversation())).toList();
            if (!rest.isEmpty()) {
              append(store, rest);
            }
            return;
          }
          case MessageStore.AppendOutcome.Repeated repeated -> throw new AssertionError(repeated);
        }
      } catch (ApiException e) {
        refused.incrementAndGet();
        pauseAfter(e);
      }
    }
  }

  private static void pauseAfter(ApiException e) {
    assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    LockSupport.parkNanos(50_000_000);
  }
}
