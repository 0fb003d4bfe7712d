package io.chat4all.store.cassandra.history;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Head;
import io.chat4all.core.log.LogPosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far one conversation has come within an append. Not thread-safe.
final class Lane {

  private final ConversationId conversation;
  private final Fences.Partition partition;
  private final Heads.@Nullable Known before;
  private LogPosition position;
  private long seq;
  private Instant lastAt = Instant.EPOCH;
  private long version;
  private long changes;
  private long changeSeq;

  Lane(ConversationId conversation, Heads.@Nullable Known before, LogPosition first) {
    this.conversation = conversation;
    this.before = before;
    this.position = first;
    this.partition = Fences.Partition.of(first);
    if (before != null) {
      seq = before.head().seq();
      lastAt = before.head().lastAt();
      version = before.version();
      changes = before.changes();
      changeSeq = before.changeSeq();
    }
  }

  ConversationId conversation() {
    return conversation;
  }

  Fences.Partition partition() {
    return partition;
  }

  boolean isBeyondHead(LogPosition other) {
    return before == null || other.isBeyond(before.head().position());
  }

  /// The newest `seq` before this append.
  long seqBefore() {
    return before == null ? 0 : before.head().seq();
  }

  /// How many changes there were before this append.
  long changesBefore() {
    return before == null ? 0 : before.changes();
  }

  /// Begins the next fact.
  void moveTo(LogPosition next) {
    version++;
    position = next;
  }

  void moveTo(long newSeq, Instant at) {
    if (newSeq > seq) {
      seq = newSeq;
      lastAt = at;
    }
  }

  /// How many facts were applied, with the one in hand.
  long version() {
    return version;
  }

  /// The time of the newest message.
  Instant lastAt() {
    return lastAt;
  }

  /// The number of the next change.
  long nextChange(long atSeq) {
    changeSeq = atSeq;
    return ++changes;
  }

  Heads.Known head() {
    return new Heads.Known(new Head(seq, lastAt, position), version, changes, changeSeq);
  }
}
