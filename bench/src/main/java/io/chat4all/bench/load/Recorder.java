package io.chat4all.bench.load;

import io.chat4all.bench.wire.MessageCodec;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// Measures answers and pushes, and checks pushes as they come.
///
/// Latency runs from the time a message was due, so a server or generator that stalls is charged
/// for every message it held up (no coordinated omission). Not thread-safe: used on the loop, read
/// after.
final class Recorder {
  private static final long HIGHEST = 600_000_000_000L;

  final Ledger ledger = new Ledger();
  final Histogram accept = new Histogram(HIGHEST, 3);
  final Histogram push = new Histogram(HIGHEST, 3);

  /// From due to written: how late the generator itself was.
  final Histogram lag = new Histogram(HIGHEST, 3);

  final Map<String, Integer> refusals = new TreeMap<>();

  /// Why sessions broke.
  final Map<String, Integer> closures = new TreeMap<>();

  private final MessageCodec codec;
  private final long windowFrom;
  int outstanding;
  int accepted;
  int acceptedInWindow;
  int pushed;
  int pushedInWindow;
  long lastPush;
  int refused;
  int pushRepeats;
  int pushReordered;
  int corrupted;
  int foreign;

  Recorder(MessageCodec codec, long windowFrom) {
    this.codec = codec;
    this.windowFrom = windowFrom;
  }

  long windowFrom() {
    return windowFrom;
  }

  int sending(Lane lane, long due, long now) {
    outstanding++;
    if (due >= windowFrom) {
      lag.recordValue(clamp(now - due));
    }
    return ledger.add(lane.conversation.number(), lane.counter++, due, now);
  }

  /// False when nobody waits for this answer.
  boolean accepted(int index, long now) {
    if (!waits(index)) {
      return false;
    }
    outstanding--;
    accepted++;
    ledger.accepted(index, Math.max(1, now));
    long due = ledger.due(index);
    if (due >= windowFrom) {
      acceptedInWindow++;
      accept.recordValue(clamp(now - due));
    }
    return true;
  }

  boolean refused(int index, String code) {
    if (!waits(index)) {
      return false;
    }
    outstanding--;
    refused++;
    ledger.accepted(index, Ledger.REFUSED);
    refusals.merge(code, 1, Integer::sum);
    return true;
  }

  /// The number of the message with this id, or -1 when this run did not send it.
  int find(long idHigh, long idLow) {
    int index = codec.indexOf(idLow);
    boolean ours = index >= 0 && index < ledger.size() && codec.high(ledger.due(index)) == idHigh;
    if (!ours) {
      foreign++;
    }
    return ours ? index : -1;
  }

  void pushed(Lane lane, int index, long seq, long now) {
    if (ledger.pushedSeq(index) == 0) {
      ledger.pushedSeq(index, (int) seq);
      pushed++;
      lastPush = now;
      long due = ledger.due(index);
      if (due >= windowFrom) {
        pushedInWindow++;
        push.recordValue(clamp(now - due));
      }
      if (seq < lane.highest && !lane.recipient.syncing()) {
        pushReordered++;
      }
    } else {
      pushRepeats++;
      if (ledger.pushedSeq(index) != seq) {
        corrupted++;
      }
    }
    if (seq == lane.contiguous + 1) {
      lane.contiguous = seq;
    }
    lane.highest = Math.max(lane.highest, seq);
  }

  boolean isHead(int index, byte[] in, int from, int to) {
    return codec.hasHeader(
        in, from, to, ledger.conversation(index), ledger.counter(index), ledger.due(index));
  }

  boolean isText(int index, byte[] in, int from, int to) {
    return codec.isText(
        in, from, to, ledger.conversation(index), ledger.counter(index), ledger.due(index));
  }

  /// Charges messages that never got an answer with the time they waited.
  void chargeUnanswered(long now) {
    for (int i = 0; i < ledger.size(); i++) {
      if (ledger.accepted(i) == 0 && ledger.due(i) >= windowFrom) {
        accept.recordValue(clamp(now - ledger.due(i)));
      }
    }
  }

  private boolean waits(int index) {
    return index >= 0 && index < ledger.size() && ledger.accepted(index) == 0;
  }

  private static long clamp(long nanos) {
    return Math.clamp(nanos, 0, HIGHEST);
  }
}
