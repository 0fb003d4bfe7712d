package io.chat4all.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.TestClock;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PendingMessagesTest {

  private static final UserId ANA = new UserId("ana");
  private final PendingMessages pending = new PendingMessages(new TestClock());
  private final ConversationId conversation = new ConversationId(UUID.randomUUID());

  @Test
  void remembersUntilTheEventShowsItInTheHistory() {
    var message = message("oi");
    pending.putIfAbsent(new PendingMessages.Pending(message));

    assertThat(pending.find(message.id())).containsExactly(message);
    pending.seen(
        List.of(
            new ConversationEvent.SendRejected(conversation, message.id(), ANA, Instant.EPOCH)));

    assertThat(pending.find(new MessageKey(conversation, message.id()))).isEmpty();
  }

  @Test
  void forgetsTheOldestWhenTextsGrowTooLarge() {
    var first = message("x".repeat(1 << 20));
    pending.putIfAbsent(new PendingMessages.Pending(first));

    for (int i = 0; i < 16; i++) {
      pending.putIfAbsent(new PendingMessages.Pending(message("x".repeat(1 << 20))));
    }

    assertThat(pending.find(first.id())).isEmpty();
  }

  @Test
  @Timeout(10)
  void authorWaitsForTheirNewestMessage() throws InterruptedException {
    var message = message("oi");
    pending.putIfAbsent(new PendingMessages.Pending(message));
    var waiting =
        Thread.ofVirtual()
            .start(() -> pending.awaitStored(conversation, ANA, Duration.ofSeconds(30)));

    pending.forget(message);

    assertThat(waiting.join(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.SECONDS)
  void othersDoNotWait() {
    pending.putIfAbsent(new PendingMessages.Pending(message("oi")));

    pending.awaitStored(conversation, new UserId("bia"), Duration.ofSeconds(30));

    assertThat(pending.find(new MessageId(UUID.randomUUID()))).isEmpty();
  }

  @Test
  @Timeout(10)
  void authorWaitsInVainOnlyOnce() {
    pending.putIfAbsent(new PendingMessages.Pending(message("oi")));

    pending.awaitStored(conversation, ANA, Duration.ZERO);
    pending.awaitStored(conversation, ANA, Duration.ofSeconds(30));
  }

  private MessageAccepted message(String text) {
    return new MessageAccepted(
        conversation,
        new MessageId(UUID.randomUUID()),
        true,
        ANA,
        new Content.Text(text),
        Optional.empty(),
        Map.of(),
        List.of(),
        List.of(),
        Instant.EPOCH);
  }
}
