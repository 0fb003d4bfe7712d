package io.chat4all.gateway.wire;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/// Times on the wire. Thread-safe.
public final class Times {

  private Times() {}

  /// The same time.
  public static Timestamp of(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
