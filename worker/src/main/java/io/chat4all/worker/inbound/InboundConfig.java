package io.chat4all.worker.inbound;

import java.time.Duration;

/// How what providers tell is worked through.
///
/// @param maxFileBytes a larger file that comes in is not kept, and the message says so
/// @param maxTextBytes UTF-8 bytes of a text; a longer one becomes several messages
/// @param maxInHand events that are unfinished at once; then reading waits
/// @param perAccount events of one channel account that are worked on at once
/// @param firstBackOff before something that failed is tried again; doubles each time, up to half a
///   minute
/// @param fetches how often a file is tried to be fetched before it counts as lost
public record InboundConfig(
    long maxFileBytes,
    int maxTextBytes,
    int maxInHand,
    int perAccount,
    Duration firstBackOff,
    int fetches) {

  /// Files of 2 GB, texts of 64 KiB.
  public static final InboundConfig DEFAULT =
      new InboundConfig(2L << 30, 64 << 10, 5_000, 32, Duration.ofMillis(500), 16);

  public InboundConfig {
    requirePositive("max file bytes", maxFileBytes);
    requirePositive("max text bytes", maxTextBytes);
    requirePositive("max in hand", maxInHand);
    requirePositive("per account", perAccount);
    requirePositive("fetches", fetches);
    if (!firstBackOff.isPositive()) {
      throw new IllegalArgumentException(
          "first back-off: %s (expected: > 0)".formatted(firstBackOff));
    }
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s: %d (expected: >= 1)".formatted(name, value));
    }
  }
}
