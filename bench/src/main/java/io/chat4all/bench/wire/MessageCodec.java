package io.chat4all.bench.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Chooses the id and the text of every message of one run, and recognises them again.
///
/// An id is a UUID of version 7 (RFC 9562) whose random bits are a salt of the run and the
/// message's number, so that an id leads back to its message without a table. A text carries its
/// conversation, its place among the sender's messages and its due time, then filler.
///
/// Immutable.
public final class MessageCodec {
  /// Bytes of an id in its text form.
  public static final int ID_LENGTH = 36;

  /// The shortest text.
  public static final int MIN_SIZE = 40;

  private static final int HEADER = 35;
  private static final byte[] FILLER =
      "the quick brown fox jumps over the lazy dog, and "
          .repeat(2)
          .getBytes(StandardCharsets.US_ASCII);

  private final long epochMillis;
  private final long highSalt;
  private final long lowSalt;
  private final int size;
  private final byte[] tail;

  public MessageCodec(long epochMillis, RandomGenerator random, int size) {
    if (size < MIN_SIZE) {
      throw new IllegalArgumentException("size: %d (expected: >= %d)".formatted(size, MIN_SIZE));
    }
    this.epochMillis = epochMillis;
    this.highSalt = random.nextLong() & 0xfffL;
    this.lowSalt = random.nextLong() & 0x3fff_ffffL;
    this.size = size;
    this.tail = new byte[size - HEADER];
    for (int i = 0; i < tail.length; i++) {
      tail[i] = FILLER[i % FILLER.length];
    }
  }

  /// Bytes of a text.
  public int size() {
    return size;
  }

  /// The number of the message with this id, or -1 when the id is not of this run.
  ///
  /// The caller still compares [#high] with the due time it remembers.
  public int indexOf(long low) {
    return low >>> 32 == (0x8000_0000L | lowSalt) ? (int) low : -1;
  }

  /// The upper half of the id of a message that is due then.
  public long high(long dueNanos) {
    return (epochMillis + dueNanos / 1_000_000) << 16 | 0x7000L | highSalt;
  }

  /// Writes the id in its text form.
  public void writeId(byte[] out, int at, int index, long dueNanos) {
    long low = (0x8000_0000L | lowSalt) << 32 | (index & 0xffff_ffffL);
    Hex.writeUuid(out, at, high(dueNanos), low);
  }

  /// Writes the filler, which is the same for every text; done once per template.
  public void writeFiller(byte[] out, int at) {
    System.arraycopy(tail, 0, out, at + HEADER, tail.length);
  }

  /// Writes what differs from text to text.
  public void writeHeader(byte[] out, int at, int conversation, int counter, long dueNanos) {
    Hex.write(out, at, conversation, 8);
    out[at + 8] = ' ';
    Hex.write(out, at + 9, counter, 8);
    out[at + 17] = ' ';
    Hex.write(out, at + 18, dueNanos, 16);
    out[at + 34] = ' ';
  }

  /// Whether the bytes are the text of that message, filler included.
  public boolean isText(byte[] in, int from, int to, int conversation, int counter, long dueNanos) {
    return hasHeader(in, from, to, conversation, counter, dueNanos)
        && Arrays.equals(in, from + HEADER, to, tail, 0, tail.length);
  }

  /// Whether length and head of the bytes are those of that message's text.
  public boolean hasHeader(
      byte[] in, int from, int to, int conversation, int counter, long dueNanos) {
    return to - from == size
        && Hex.read(in, from, 8) == conversation
        && Hex.read(in, from + 9, 8) == counter
        && Hex.read(in, from + 18, 16) == dueNanos;
  }
}
