package io.chat4all.bench.load;

import java.util.ArrayList;
import java.util.List;

/// What is remembered of every message: 41 bytes in plain arrays, found by its number.
///
/// Times are nanoseconds since the run began; 0 is "not yet". Not thread-safe: the loop writes, and
/// others read once the loop has stopped.
final class Ledger {
  /// Accepted time of a message that was refused.
  static final long REFUSED = -1;

  private static final int SHIFT = 14;
  private static final int CHUNK = 1 << SHIFT;
  private static final int MASK = CHUNK - 1;

  private final List<Chunk> chunks = new ArrayList<>();
  private int size;

  /// Adds a message that is being sent and answers its number.
  int add(int conversation, int counter, long due, long sent) {
    if ((size & MASK) == 0) {
      chunks.add(new Chunk());
    }
    var chunk = chunks.getLast();
    int i = size & MASK;
    chunk.conversation[i] = conversation;
    chunk.counter[i] = counter;
    chunk.due[i] = due;
    chunk.sent[i] = sent;
    return size++;
  }

  int size() {
    return size;
  }

  int conversation(int index) {
    return chunk(index).conversation[index & MASK];
  }

  /// Place among the sender's messages of the conversation, from 0.
  int counter(int index) {
    return chunk(index).counter[index & MASK];
  }

  long due(int index) {
    return chunk(index).due[index & MASK];
  }

  long sent(int index) {
    return chunk(index).sent[index & MASK];
  }

  /// When the answer came; 0 or [#REFUSED] when it was not accepted.
  long accepted(int index) {
    return chunk(index).accepted[index & MASK];
  }

  void accepted(int index, long at) {
    chunk(index).accepted[index & MASK] = at;
  }

  /// The `seq` it was pushed with; 0 when it was not.
  int pushedSeq(int index) {
    return chunk(index).pushedSeq[index & MASK];
  }

  void pushedSeq(int index, int seq) {
    chunk(index).pushedSeq[index & MASK] = seq;
  }

  boolean stored(int index) {
    return chunk(index).stored[index & MASK];
  }

  void markStored(int index) {
    chunk(index).stored[index & MASK] = true;
  }

  private Chunk chunk(int index) {
    return chunks.get(index >> SHIFT);
  }

  private static final class Chunk {
    final int[] conversation = new int[CHUNK];
    final int[] counter = new int[CHUNK];
    final int[] pushedSeq = new int[CHUNK];
    final long[] due = new long[CHUNK];
    final long[] sent = new long[CHUNK];
    final long[] accepted = new long[CHUNK];
    final boolean[] stored = new boolean[CHUNK];
  }
}
