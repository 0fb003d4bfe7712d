package io.chat4all.gateway.limit;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Bounds the calls under way at once, in number and in bytes of their requests; what is beyond is
/// refused with `OVERLOADED` and a hint to try again.
///
/// Thread-safe.
public final class CallLimit {

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final int maxCalls;
  private final long maxBytes;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean closed;

  /// At most this many at once.
  public CallLimit(int maxCalls, long maxBytes) {
    if (maxCalls < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "call limit: %d calls, %d bytes (expected: >= 1)".formatted(maxCalls, maxBytes));
    }
    this.maxCalls = maxCalls;
    this.maxBytes = maxBytes;
  }

  /// Counts a call in, or refuses it. Every call that was counted in is counted out once by
  /// [#leave].
  public void enter(int requestBytes) {
    if (closed) {
      throw new ApiException(ErrorCode.SHUTTING_DOWN, "this node is shutting down");
    }
    boolean tooMany = calls.incrementAndGet() > maxCalls;
    // The first call is let in at any size.
    long before = bytes.getAndAdd(requestBytes);
    if (tooMany || (before > 0 && before + requestBytes > maxBytes)) {
      leave(requestBytes);
      throw new ApiException(ErrorCode.OVERLOADED, "too many calls at once", "", RETRY);
    }
  }

  /// Counts a call out.
  public void leave(int requestBytes) {
    calls.decrementAndGet();
    bytes.addAndGet(-requestBytes);
  }

  /// How many calls are under way.
  public int underWay() {
    return calls.get();
  }

  /// From now on every call is refused with `SHUTTING_DOWN`.
  public void close() {
    closed = true;
  }
}
