package io.chat4all.worker.routing;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Head;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Remembers the heads of the conversations that were busy last; the least recently used goes when
/// it is full. Not thread-safe.
final class HeadCache {

  private final LinkedHashMap<ConversationId, Head> heads;

  HeadCache(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity: %d (expected: >= 1)".formatted(capacity));
    }
    this.heads =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<ConversationId, Head> eldest) {
            return size() > capacity;
          }
        };
  }

  @Nullable Head get(ConversationId conversation) {
    return heads.get(conversation);
  }

  void put(ConversationId conversation, Head head) {
    heads.put(conversation, head);
  }

  void drop(Collection<ConversationId> conversations) {
    for (var conversation : conversations) {
      heads.remove(conversation);
    }
  }

  void dropPartitions(Set<Integer> partitions) {
    heads.values().removeIf(head -> partitions.contains(head.position().partition()));
  }

  int size() {
    return heads.size();
  }
}
