package io.chat4all.worker.webhook;

import io.chat4all.core.cache.Lru;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.log.ConversationEvent.StatusMoved;
import io.chat4all.core.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Tells which messages a watermark passed: an event says only up to where it moved.
///
/// Where it was before is remembered. When it is not (any more), the newest messages before it are
/// answered too, of which some may have been told already: those have the ids that they had, so
/// that they are not told twice. Not thread-safe.
final class PassedMessages {

  private static final int REMEMBERED = 50_000;
  private static final int MOST = 1_000;
  private static final int MOST_UNKNOWN = 100;

  private final MessageStore store;
  private final Duration window;
  private final Lru<Mark, Long> marks = new Lru<>(REMEMBERED);

  private record Mark(
      ConversationId conversation, String recipient, ChannelId channel, DeliveryStatus status) {}

  /// @param window how far back it looks where it has to; shorter than what was told is kept
  PassedMessages(MessageStore store, Duration window) {
    this.store = store;
    this.window = window;
  }

  List<Message> of(StatusMoved event) {
    var mark = new Mark(event.conversation(), event.recipient(), event.channel(), event.status());
    var before = marks.get(mark);
    long upTo = event.upToSeq();
    if (before != null && before >= upTo) {
      // Told before: by a crash in between, perhaps not kept.
      before = null;
    }
    int most = before == null ? MOST_UNKNOWN : (int) Math.min(MOST, upTo - before);
    var oldest = before == null ? event.at().minus(window) : Instant.MIN;
    return store.before(event.conversation(), upTo + 1, most).stream()
        .filter(it -> it.seq() == upTo || !it.createdAt().isBefore(oldest))
        .toList();
  }

  /// What was told of is kept.
  void told(StatusMoved event) {
    marks.put(
        new Mark(event.conversation(), event.recipient(), event.channel(), event.status()),
        event.upToSeq());
  }

  /// Others may tell now, and we again later.
  void forget() {
    marks.clear();
  }
}
