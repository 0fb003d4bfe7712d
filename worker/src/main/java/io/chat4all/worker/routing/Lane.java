package io.chat4all.worker.routing;

import io.chat4all.core.history.Head;
import io.chat4all.core.log.LogPosition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The head of one conversation while a batch is worked through.
final class Lane {

  /// The head of a conversation without any: every fact is beyond it.
  static final Head NONE = new Head(0, Instant.EPOCH, new LogPosition("", -1, -1));

  private long seq;
  private Instant lastAt;
  private LogPosition position;

  Lane(Head head) {
    this.seq = head.seq();
    this.lastAt = head.lastAt();
    this.position = head.position();
  }

  long seq() {
    return seq;
  }

  LogPosition position() {
    return position;
  }

  /// A time that does not lie before the newest message's, as exact as the history keeps it.
  Instant notBefore(Instant at) {
    var kept = at.truncatedTo(ChronoUnit.MICROS);
    return kept.isBefore(lastAt) ? lastAt : kept;
  }

  void added(Instant createdAt) {
    seq++;
    lastAt = createdAt;
  }

  void moveTo(LogPosition next) {
    position = next;
  }

  Head head() {
    return new Head(seq, lastAt, position);
  }
}
