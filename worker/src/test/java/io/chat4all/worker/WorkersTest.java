package io.chat4all.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.InMemoryMessageStore;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent.MessageAdded;
import io.chat4all.core.log.ConversationEvent.ReadMoved;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MemberChange;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.FactFeed;
import io.chat4all.core.log.FactHandler;
import io.chat4all.core.log.InMemoryLog;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.Subscription;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.MessageId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class WorkersTest {

  private static final UserId BRUNO = new UserId("bruno");
  private static final UserId MARIA = new UserId("maria");
  private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(20);

  private final InMemoryLog log = new InMemoryLog();
  private final InMemoryMessageStore store = new InMemoryMessageStore();

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void factsBecomeHistoryAndReceiptsBecomeNews() throws InterruptedException {
    try (var workers = start()) {
      log.append(joined(chat(1)));
      log.append(message(1, 1));
      assertThat(log.awaitCommitted(SOON)).isTrue();
      log.append(
          new ReceiptFact.WatermarkMoved(chat(1), MARIA, DeliveryStatus.READ, 1, "device", AT));
      assertThat(log.awaitCommitted(SOON)).isTrue();

      assertThat(log.events())
          .hasAtLeastOneElementOfType(MessageAdded.class)
          .contains(new ReadMoved(chat(1), MARIA, 1, AT));
      assertThat(workers.stats().routing().stored()).isEqualTo(1);
      assertThat(workers.stats().receipts().moved()).isEqualTo(1);
    }
  }

  @Test
  void closingDrainsAndTheNextOneGoesOn() throws InterruptedException {
    for (int round = 0; round < 5; round++) {
      try (var _ = start()) {
        for (int i = 0; i < 200; i++) {
          log.append(message(i % 7, round * 200 + i));
        }
      }
    }
    try (var _ = start()) {
      assertThat(log.awaitCommitted(SOON)).isTrue();
    }

    assertComplete(1_000);
  }

  @Test
  void severalShareThePartitionsAndOneMayGo() throws InterruptedException {
    try (var _ = start()) {
      try (var _ = start()) {
        for (int i = 0; i < 500; i++) {
          log.append(message(i % 7, i));
        }
      }
      for (int i = 500; i < 1_000; i++) {
        log.append(message(i % 7, i));
      }
      assertThat(log.awaitCommitted(SOON)).isTrue();
    }

    assertComplete(1_000);
  }

  @Test
  void aStoreThatIsAwayIsWaitedFor() throws InterruptedException {
    store.setAvailable(false);
    try (var _ = start()) {
      log.append(message(1, 1));
      assertThat(log.awaitCommitted(Duration.ofMillis(50))).isFalse();

      store.setAvailable(true);

      assertThat(log.awaitCommitted(SOON)).isTrue();
    }
    assertComplete(1);
  }

  @Test
  void closingAgainDoesNothing() {
    var workers = start();

    workers.close();
    workers.close();

    assertThat(workers.stats().routing().batches()).isZero();
  }

  @Test
  void whenOneLoopCannotStartTheOtherIsStopped() {
    var closed = new AtomicInteger();
    var feed =
        new FactFeed() {
          @Override
          public Subscription conversations(FactHandler<ConversationFact> handler) {
            return closed::incrementAndGet;
          }

          @Override
          public Subscription receipts(FactHandler<ReceiptFact> handler) {
            throw new IllegalStateException("told to fail");
          }
        };

    assertThatThrownBy(() -> Workers.start(feed, store, log, Clock.systemUTC()))
        .hasMessage("told to fail");

    assertThat(closed).hasValue(1);
  }

  private Workers start() {
    return Workers.start(log, store, log, Clock.systemUTC());
  }

  /// Every message is there once, in the order of the appends, and was told.
  private void assertComplete(int count) {
    int stored = 0;
    for (int i = 0; i < 7; i++) {
      var history = store.after(chat(i), 0, count);
      assertThat(history)
          .extracting(message -> message.seq())
          .containsExactlyElementsOf(LongStream.rangeClosed(1, history.size()).boxed().toList());
      assertThat(history)
          .extracting(message -> message.id().value().getLeastSignificantBits())
          .isSorted();
      stored += history.size();
    }
    assertThat(stored).isEqualTo(count);
    assertThat(
            log.events().stream()
                .map(event -> ((MessageAdded) event).message().key())
                .distinct()
                .count())
        .isEqualTo(count);
  }

  private static ConversationId chat(int number) {
    return new ConversationId(new UUID(0x4000, number));
  }

  private static ConversationFact joined(ConversationId in) {
    return new MemberChanged(
        in, MARIA, MemberChange.JOINED, Optional.of(MemberRole.MEMBER), MARIA, AT);
  }

  private static ConversationFact message(int in, int number) {
    return new MessageAccepted(
        chat(in),
        new MessageId(new UUID(0x4000, number)),
        true,
        BRUNO,
        new Content.Text("text"),
        Optional.empty(),
        Map.of(),
        List.of(),
        List.of(),
        AT);
  }
}
