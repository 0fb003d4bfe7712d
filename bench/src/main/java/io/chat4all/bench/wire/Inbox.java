package io.chat4all.bench.wire;

import io.netty.buffer.ByteBuf;

/// Joins what a connection just received with what it had left over from before.
///
/// All connections of a loop join into one [Scratch], so that an idle connection holds no buffer.
final class Inbox {
  private static final byte[] EMPTY = {};

  private final Scratch scratch;
  private byte[] rest = EMPTY;

  Inbox(Scratch scratch) {
    this.scratch = scratch;
  }

  /// Copies everything unread to the start of [Scratch#bytes] and answers how much that is.
  int join(ByteBuf in) {
    int arrived = in.readableBytes();
    int length = rest.length + arrived;
    scratch.atLeast(length);
    System.arraycopy(rest, 0, scratch.bytes, 0, rest.length);
    in.readBytes(scratch.bytes, rest.length, arrived);
    return length;
  }

  /// Keeps the bytes that nobody could use yet.
  void keep(int from, int to) {
    if (from == to) {
      rest = EMPTY;
      return;
    }
    rest = new byte[to - from];
    System.arraycopy(scratch.bytes, from, rest, 0, rest.length);
  }

  /// A byte array that grows.
  static final class Scratch {
    byte[] bytes = new byte[1 << 18];

    void atLeast(int length) {
      if (length > bytes.length) {
        bytes = new byte[Integer.highestOneBit(length) << 1];
      }
    }
  }
}
