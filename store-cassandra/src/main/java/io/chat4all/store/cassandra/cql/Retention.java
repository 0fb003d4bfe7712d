package io.chat4all.store.cassandra.cql;

import io.chat4all.core.history.Micros;
import java.time.Clock;
import java.time.Duration;

/// How long rows live: those of a message as long as the message. Thread-safe.
public final class Retention {

  private static final long MICROS = 1_000_000;

  private final long seconds;
  private final Clock clock;

  /// Zero is forever.
  public Retention(Duration retention, Clock clock) {
    this.seconds = retention.toSeconds();
    this.clock = clock;
  }

  /// Whether rows live for ever.
  public boolean isForever() {
    return seconds == 0;
  }

  /// The TTL of what belongs to a moment, in microseconds; 0: none.
  public int ttl(long ofMicros) {
    if (seconds == 0) {
      return 0;
    }
    long age = Math.floorDiv(Micros.of(clock.instant()) - ofMicros, MICROS);
    return (int) Math.clamp(seconds - age, 1, seconds);
  }
}
