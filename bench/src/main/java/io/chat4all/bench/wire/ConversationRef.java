package io.chat4all.bench.wire;

import java.nio.charset.StandardCharsets;

/// One conversation of a run: its number here and its id there, ready to be copied into frames.
///
/// Immutable as long as nobody writes into [#id].
public final class ConversationRef {
  private final int number;
  private final byte[] id;

  public ConversationRef(int number, String id) {
    this.number = number;
    this.id = id.getBytes(StandardCharsets.US_ASCII);
    if (this.id.length != MessageCodec.ID_LENGTH) {
      throw new IllegalArgumentException("conversation id: '%s' (expected: a UUID)".formatted(id));
    }
  }

  /// Its number in this run, from 0.
  public int number() {
    return number;
  }

  /// Its id as text.
  public String idText() {
    return new String(id, StandardCharsets.US_ASCII);
  }

  /// Its id, 36 bytes; not a copy.
  byte[] id() {
    return id;
  }
}
