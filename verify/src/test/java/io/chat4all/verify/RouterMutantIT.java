package io.chat4all.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.FactFeed;
import io.chat4all.core.log.FactHandler;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.Subscription;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.MessageId;
import io.chat4all.log.kafka.EmbeddedBroker;
import io.chat4all.log.kafka.KafkaLog;
import io.chat4all.log.kafka.KafkaLogConfig;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.Status;
import io.chat4all.store.jdbc.JdbcStores;
import io.chat4all.store.jdbc.SqliteConfig;
import io.chat4all.verify.check.Cast;
import io.chat4all.verify.check.Checker;
import io.chat4all.verify.check.Journal;
import io.chat4all.verify.check.Kind;
import io.chat4all.verify.check.Violations;
import io.chat4all.worker.Workers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real router on a real broker and SQLite, killed in the middle of its work; once as it is,
/// once with a feed that commits before the work.
@Timeout(120)
class RouterMutantIT {

  private static final int MESSAGES = 200;
  private static final int ROUTED_BEFORE_THE_KILL = 40;

  @TempDir private Path temp = Path.of("");
  private final Violations violations = new Violations();
  private final Cast cast = new Cast(List.of("ana", "bia"), List.of(talk(), talk(), talk()));
  private final Journal journal = new Journal(cast, 1, 1_790_000_000_000L, violations);
  private final long zero = System.nanoTime();
  private final Set<String> told = new HashSet<>();

  @Test
  void theRouterAsItIsPasses() throws Exception {
    run(false);

    assertThat(violations.counts()).isEmpty();
    assertThat(journal.counts().accepted()).isEqualTo(MESSAGES + cast.talks().size());
  }

  @Test
  void aRouterThatCommitsBeforeItsWorkIsFound() throws Exception {
    run(true);

    assertThat(violations.counts()).containsKey(Kind.LOST);
    assertThat(violations.first(Kind.LOST).getFirst()).contains("sent +", "accepted +");
  }

  private void run(boolean commitsFirst) throws Exception {
    try (var broker = EmbeddedBroker.start(temp.resolve("log"));
        var stores =
            JdbcStores.sqlite(temp, new SqliteConfig(8, SqliteConfig.Synchronous.NORMAL))) {
      var config = KafkaLogConfig.of(broker.bootstrapServers()).withTopics(2, 1);
      try (var gateway = KafkaLog.open(config);
          var _ = gateway.eventFeed().subscribe(this::tell)) {
        try (var log = KafkaLog.open(config);
            var dying = new DyingFeed(log.feed(), commitsFirst);
            var _ = Workers.start(dying, stores.messages(), log.events(), Clock.systemUTC())) {
          for (int i = 0; i < MESSAGES; i++) {
            send(gateway, i % cast.talks().size());
          }
          dying.awaitWork();
          dying.kill();
        }
        try (var log = KafkaLog.open(config);
            var _ = Workers.start(log.feed(), stores.messages(), log.events(), Clock.systemUTC())) {
          for (int talk = 0; talk < cast.talks().size(); talk++) {
            awaitTold(send(gateway, talk));
          }
        }
      }
      new Checker(journal, violations)
          .check((_, talk, after, limit) -> page(stores.messages(), talk, after, limit));
    }
  }

  private String send(KafkaLog gateway, int talk) throws Exception {
    var sent = journal.sending(talk, talk % 2, now());
    var id = journal.id(sent);
    journal.attempted(sent);
    gateway
        .facts()
        .append(
            new ConversationFact.MessageAccepted(
                conversation(talk),
                new MessageId(UUID.fromString(id)),
                true,
                new UserId(cast.users().get(sent.sender())),
                new Content.Text(journal.text(sent)),
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of(),
                Clock.systemUTC().instant()));
    journal.accepted(sent, now());
    return id;
  }

  private synchronized void tell(List<ConversationEvent> events) {
    for (var event : events) {
      if (event instanceof ConversationEvent.MessageAdded(var message)) {
        for (int user = 0; user < cast.users().size(); user++) {
          journal.told(user, asRead(message), false, now());
        }
        told.add(message.id().toString());
      }
    }
    notifyAll();
  }

  /// What was told of a conversation before its last message is all there will be.
  private synchronized void awaitTold(String id) throws InterruptedException {
    long deadline = now() + TimeUnit.SECONDS.toNanos(60);
    while (!told.contains(id) && now() < deadline) {
      TimeUnit.MILLISECONDS.timedWait(this, 100);
    }
    assertThat(told).contains(id);
  }

  private List<Message> page(MessageStore store, int talk, long after, int limit) {
    return store.after(conversation(talk), after, limit).stream().map(this::asRead).toList();
  }

  private Message asRead(io.chat4all.core.message.Message message) {
    return Message.newBuilder()
        .setConversationId(message.conversation().toString())
        .setMessageId(message.id().toString())
        .setSeq(message.seq())
        .setSenderId(message.sender().value())
        .setContent(message.content().map(Content::text).orElse(""))
        .setStatus(Status.SENT)
        .build();
  }

  private ConversationId conversation(int talk) {
    return new ConversationId(UUID.fromString(cast.talks().get(talk).id()));
  }

  private long now() {
    return System.nanoTime() - zero;
  }

  private static Cast.Talk talk() {
    return new Cast.Talk(UUID.randomUUID().toString(), List.of(0, 1), Optional.empty());
  }

  /// Feeds a router that is killed in its work: what is in hand then is never done.
  private static final class DyingFeed implements FactFeed, AutoCloseable {
    private final FactFeed feed;
    private final boolean commitsFirst;
    private final ExecutorService later = Executors.newSingleThreadExecutor();
    private final AtomicInteger done = new AtomicInteger();
    private final CountDownLatch atWork = new CountDownLatch(1);
    private final CountDownLatch killed = new CountDownLatch(1);

    private DyingFeed(FactFeed feed, boolean commitsFirst) {
      this.feed = feed;
      this.commitsFirst = commitsFirst;
    }

    private void awaitWork() throws InterruptedException {
      atWork.await();
    }

    private void kill() {
      killed.countDown();
    }

    @Override
    public Subscription conversations(FactHandler<ConversationFact> handler) {
      return feed.conversations(
          new FactHandler<>() {
            @Override
            public void handle(List<LoggedFact<ConversationFact>> facts) {
              if (commitsFirst) {
                later.execute(() -> work(handler, facts));
              } else if (!work(handler, facts)) {
                throw new IllegalStateException("killed");
              }
            }

            @Override
            public void revoked(Set<Integer> partitions) {
              handler.revoked(partitions);
            }
          });
    }

    @Override
    public Subscription receipts(FactHandler<ReceiptFact> handler) {
      return feed.receipts(handler);
    }

    @Override
    public void close() {
      later.shutdownNow();
    }

    /// Works until enough is done, waits there for the kill, and does nothing after.
    private boolean work(
        FactHandler<ConversationFact> handler, List<LoggedFact<ConversationFact>> facts) {
      for (var fact : facts) {
        if (done.get() >= ROUTED_BEFORE_THE_KILL) {
          atWork.countDown();
          try {
            killed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return false;
        }
        handler.handle(List.of(fact));
        done.incrementAndGet();
      }
      return true;
    }
  }
}
