package io.chat4all.verify.check;

import java.util.Arrays;

/// What one member was told of one conversation: the message at each `seq`. Four bytes a message.
///
/// Not thread-safe: guarded by the [Journal].
final class Seen {

  private static final int FIRST = 64;

  /// Numbers of messages, plus one; 0 where none came yet. Index 0 is `seq` 1.
  private int[] bySeq = new int[FIRST];

  private long contiguous;

  /// The highest `seq` that this member said they have.
  long acked;

  /// The highest `seq` that this member said they have read.
  long read;

  /// The message at this place, or -1.
  int at(long seq) {
    return seq < 1 || seq > bySeq.length ? -1 : bySeq[(int) seq - 1] - 1;
  }

  /// Notes a message; false when one was there before.
  boolean put(long seq, int number) {
    if (seq > bySeq.length) {
      bySeq = Arrays.copyOf(bySeq, (int) Math.max(seq, bySeq.length * 2L));
    }
    int place = (int) seq - 1;
    if (bySeq[place] != 0) {
      return false;
    }
    bySeq[place] = number + 1;
    while (contiguous < bySeq.length && bySeq[(int) contiguous] != 0) {
      contiguous++;
    }
    return true;
  }

  /// The highest `seq` up to which nothing is missing.
  long contiguous() {
    return contiguous;
  }
}
