package io.chat4all.core.intake;

import java.time.Clock;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/// Makes UUIDs of version 7 (RFC 9562): 48 bits of milliseconds, then a 12-bit counter so that the
/// ids of one process ascend, then 62 random bits.
///
/// Thread-safe.
public final class UuidV7 implements Supplier<UUID> {

  private static final int COUNTER_END = 1 << 12;

  private final Clock clock;
  private final SplittableRandom random;
  private long lastMillis;
  private int counter;

  /// Ids by this clock; `seed` must not be the same in two processes.
  public UuidV7(Clock clock, long seed) {
    this.clock = clock;
    this.random = new SplittableRandom(seed);
  }

  /// When an id of version 7 was made, in milliseconds since 1970 (RFC 9562, 5.7); long ago for
  /// other ids, which do not tell.
  static long madeAt(UUID id) {
    return id.version() == 7 ? id.getMostSignificantBits() >>> 16 : Long.MIN_VALUE;
  }

  @Override
  public synchronized UUID get() {
    long now = clock.millis();
    if (now > lastMillis) {
      lastMillis = now;
      counter = random.nextInt(COUNTER_END / 2);
    } else if (++counter == COUNTER_END) {
      lastMillis++;
      counter = 0;
    }
    long high = lastMillis << 16 | 0x7000L | counter;
    long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
