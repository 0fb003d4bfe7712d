package io.chat4all.client;

import java.time.InstantSource;
import java.util.UUID;

/// Makes message ids: UUIDs of version 7 (RFC 9562), which sort by the time they were made.
///
/// Thread-safe.
public final class MessageIds {

  private MessageIds() {}

  /// A new id: 48 bits of milliseconds, 74 random bits.
  public static String next(InstantSource clock) {
    var random = UUID.randomUUID();
    long high = (clock.millis() << 16) | 0x7000L | (random.getMostSignificantBits() & 0x0FFFL);
    return new UUID(high, random.getLeastSignificantBits()).toString();
  }
}
