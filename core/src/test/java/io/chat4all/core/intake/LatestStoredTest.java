package io.chat4all.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LatestStoredTest {

  private final LatestStored latest = new LatestStored();
  private final ConversationId conversation = new ConversationId(UUID.randomUUID());

  @Test
  void theOldestMakeRoomForLongTexts() {
    var first = add("x".repeat(1 << 20));
    for (int i = 0; i < 14; i++) {
      add("x".repeat(1 << 20));
    }
    assertThat(latest.find(first.key())).isPresent();

    add("x".repeat(1 << 20));

    assertThat(latest.find(first.key())).isEmpty();
  }

  @Test
  void theOldestMakeRoomForManyMessages() {
    var first = add("first");
    var second = add("second");

    for (int i = 2; i <= 20_000; i++) {
      add("x");
    }

    assertThat(latest.find(first.key())).isEmpty();
    assertThat(latest.find(second.key())).isPresent();
  }

  @Test
  void whatWasChangedIsForgotten() {
    var message = add("oi");

    latest.remove(message.key());

    assertThat(latest.find(message.key())).isEmpty();
  }

  @Test
  void metadataIsNotKept() {
    assertThat(latest.find(add("oi").key()).orElseThrow().metadata()).isEmpty();
  }

  @Test
  void whatComesTwiceCountsOnce() {
    var first = add("x".repeat(1 << 20));
    var second = add("x".repeat(1 << 20));

    for (int i = 0; i < 100; i++) {
      latest.add(second);
    }

    assertThat(latest.find(first.key())).isPresent();
  }

  private Message add(String text) {
    var message =
        new Message(
            conversation,
            new MessageId(UUID.randomUUID()),
            1,
            new UserId("ana"),
            Optional.of(new Content.Text(text)),
            Optional.empty(),
            Map.of("k", "v"),
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            List.of());
    latest.add(message);
    return message;
  }
}
