package io.chat4all.store.mongo;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Head;
import io.chat4all.core.log.LogPosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far one conversation has come within an append. Not thread-safe.
final class Lane {

  private final ConversationId conversation;
  private final Heads.@Nullable Known before;
  private LogPosition position;
  private long seq;
  private Instant lastAt = Instant.EPOCH;
  private long changes;

  Lane(ConversationId conversation, Heads.@Nullable Known before, LogPosition first) {
    this.conversation = conversation;
    this.before = before;
    this.position = first;
    if (before != null) {
      seq = before.head().seq();
      lastAt = before.head().lastAt();
      changes = before.changes();
    }
  }

  ConversationId conversation() {
    return conversation;
  }

  boolean isBeyondHead(LogPosition other) {
    return before == null || other.isBeyond(before.head().position());
  }

  /// The newest `seq` before this append.
  long seqBefore() {
    return before == null ? 0 : before.head().seq();
  }

  /// How many changes there were before this append; what has a greater number is of one that was
  /// not finished.
  long changesBefore() {
    return before == null ? 0 : before.changes();
  }

  /// Begins anew, from the head.
  Lane again() {
    return new Lane(conversation, before, position);
  }

  void moveTo(LogPosition next) {
    position = next;
  }

  void moveTo(long newSeq, Instant at) {
    if (newSeq > seq) {
      seq = newSeq;
      lastAt = at;
    }
  }

  /// The number of the next change.
  long nextChange() {
    return ++changes;
  }

  Heads.Known head() {
    return new Heads.Known(new Head(seq, lastAt, position), changes);
  }
}
