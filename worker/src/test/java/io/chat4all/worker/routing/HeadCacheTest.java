package io.chat4all.worker.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Head;
import io.chat4all.core.log.LogPosition;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HeadCacheTest {

  @Test
  void theLeastRecentlyUsedGoesWhenItIsFull() {
    var cache = new HeadCache(2);
    cache.put(chat(1), head());
    cache.put(chat(2), head());

    assertThat(cache.get(chat(1))).isNotNull();
    cache.put(chat(3), head());

    assertThat(cache.get(chat(2))).isNull();
    assertThat(cache.get(chat(1))).isNotNull();
    assertThat(cache.size()).isEqualTo(2);
  }

  @Test
  void roomForNoneIsRefused() {
    assertThatThrownBy(() -> new HeadCache(0)).hasMessage("capacity: 0 (expected: >= 1)");
  }

  private static ConversationId chat(int number) {
    return new ConversationId(new UUID(0, number));
  }

  private static Head head() {
    return new Head(1, Instant.EPOCH, new LogPosition("log", 0, 1));
  }
}
