package io.chat4all.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.history.MessageStore.AppendOutcome.Appended;
import io.chat4all.core.history.MessageStore.AppendOutcome.Overtaken;
import io.chat4all.core.history.MessageStore.AppendOutcome.Repeated;
import io.chat4all.core.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whatever is left of appends that failed half-way, by one process or by several that believe they
/// own the partition: the history is the one that the log means.
@Timeout(60)
public abstract class UnfinishedAppendsContract {

  private static final int SEEDS = Integer.getInteger("history.seeds", 25);

  /// A process that has the store open, and whose writes fail now and then: before, after, or with
  /// a part of them done.
  public interface Appender {
    MessageStore store();

    /// From now on everything goes well.
    void calm();
  }

  /// Another process with the same history.
  protected abstract Appender appender(Random random);

  @Test
  void failuresChangeNothing() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      var routers = List.of(new Router(appender(random)));
      check(seed, random, routers);
    }
  }

  @Test
  void routersThatDoNotKnowTheyLostThePartitionChangeNothing() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      var routers =
          List.of(
              new Router(appender(random)),
              new Router(appender(random)),
              new Router(appender(random)));
      check(seed, random, routers);
    }
  }

  private void check(int seed, Random random, List<Router> routers) {
    var conversation = new ConversationId(UUID.randomUUID());
    var changes = new RandomHistory(random, conversation, "log of " + conversation).changes(60);
    var expected = new InMemoryMessageStore();
    expected.append(changes);

    for (int i = 0; i < 30; i++) {
      routers.get(random.nextInt(routers.size())).step(changes, random);
    }
    var last = routers.getFirst();
    last.appender.calm();
    while (last.next < changes.size()) {
      last.step(changes, random);
    }

    assertSame(seed, conversation, last.store, expected);
  }

  private static void assertSame(
      int seed, ConversationId conversation, MessageStore store, MessageStore expected) {
    assertThat(store.after(conversation, 0, 1_000))
        .as("history of seed %d", seed)
        .isEqualTo(expected.after(conversation, 0, 1_000));
    assertThat(store.changesSince(conversation, 0, 0, 1_000))
        .as("changes of seed %d", seed)
        .isEqualTo(expected.changesSince(conversation, 0, 0, 1_000));
    assertThat(store.watermarks(conversation, 10))
        .as("watermarks of seed %d", seed)
        .isEqualTo(expected.watermarks(conversation, 10));
    var ids = expected.after(conversation, 0, 1_000).stream().map(Message::id).toList();
    assertThat(store.reported(conversation, ids))
        .as("deliveries of seed %d", seed)
        .isEqualTo(expected.reported(conversation, ids));
    assertThat(store.heads(List.of(conversation))).isEqualTo(expected.heads(List.of(conversation)));
  }

  /// A process that reads the log on from where it believes to be.
  private static final class Router {

    private final Appender appender;
    private final MessageStore store;
    private int next;

    Router(Appender appender) {
      this.appender = appender;
      store = appender.store();
    }

    void step(List<Change> changes, Random random) {
      if (next == changes.size()) {
        return;
      }
      int to = Math.min(changes.size(), next + 1 + random.nextInt(8));
      try {
        next =
            switch (store.append(changes.subList(next, to))) {
              case Appended _ -> to;
              case Overtaken _ -> afterHead(changes);
              case Repeated repeated -> throw new AssertionError(repeated);
            };
      } catch (ApiException _) {
        next = afterHead(changes);
      }
    }

    private int afterHead(List<Change> changes) {
      var conversation = changes.getFirst().conversation();
      var head = store.heads(List.of(conversation)).get(conversation);
      return head == null ? 0 : (int) head.position().offset() + 1;
    }
  }

  @Test
  void twoProcessesThatBothWriteAtOnceWriteEverythingOnce() throws Exception {
    var conversation = new ConversationId(UUID.randomUUID());
    var changes =
        new RandomHistory(new Random(1), conversation, "log of " + conversation).changes(200);
    var expected = new InMemoryMessageStore();
    expected.append(changes);
    var routers = new ArrayList<Callable<Router>>();
    for (int seed : List.of(1, 2)) {
      routers.add(() -> {
        var random = new Random(seed);
        var router = new Router(appender(random));
        router.appender.calm();
        while (router.next < changes.size()) {
          router.step(changes, random);
        }
        return router;
      });
    }

    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var router : executor.invokeAll(routers)) {
        assertSame(0, conversation, router.get().store, expected);
      }
    }
  }
}
