package io.chat4all.core.limit;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// The buckets of a single process.
///
/// A bucket is one number, the time at which it will be full again (the "generic cell rate
/// algorithm" of ITU-T I.371). One that is full is as good as none, so those go first when there
/// are more than `capacity`; when that is not enough, some keys find a full bucket again before
/// their time. A clock that is set back makes nobody wait longer than for a whole burst.
///
/// Thread-safe.
public final class LocalRateLimits implements RateLimits {

  private static final long NANOS = 1_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final Map<Limit, Buckets> limits = new ConcurrentHashMap<>();
  private final int capacity;
  private final Clock clock;

  /// At most about `capacity` keys for each limit.
  public LocalRateLimits(int capacity, Clock clock) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: >= 1)");
    }
    this.capacity = capacity;
    this.clock = clock;
  }

  @Override
  public Taking tryTake(Limit limit, String key) {
    var buckets = limits.get(limit);
    if (buckets == null) {
      buckets = limits.computeIfAbsent(limit, it -> new Buckets(it, capacity));
    }
    return buckets.tryTake(key, clock.millis() * NANOS_PER_MILLI);
  }

  /// How many buckets of a limit are remembered.
  int size(Limit limit) {
    var buckets = limits.get(limit);
    return buckets == null ? 0 : buckets.fullAt.size();
  }

  private static final class Buckets {
    private final Map<String, AtomicLong> fullAt = new ConcurrentHashMap<>();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final int capacity;
    private final long nanosPerToken;
    private final long nanosPerBurst;

    Buckets(Limit limit, int capacity) {
      this.capacity = capacity;
      this.nanosPerToken = NANOS / limit.perSecond();
      this.nanosPerBurst = nanosPerToken * limit.burst();
    }

    Taking tryTake(String key, long now) {
      var bucket = fullAt.get(key);
      if (bucket != null) {
        return take(bucket, now);
      }
      var taking = take(fullAt.computeIfAbsent(key, _ -> new AtomicLong(now)), now);
      if (fullAt.size() > capacity) {
        sweep(now);
      }
      return taking;
    }

    private Taking take(AtomicLong bucket, long now) {
      while (true) {
        long before = bucket.get();
        long fullAt = Math.clamp(before, now, now + nanosPerBurst);
        long delay = fullAt + nanosPerToken - nanosPerBurst - now;
        // A refusal writes too, when it sees that the clock was set back.
        long after = delay <= 0 ? fullAt + nanosPerToken : Math.min(before, fullAt);
        if (after == before || bucket.compareAndSet(before, after)) {
          return delay <= 0 ? Taking.TAKEN : new Taking.RetryAfter(Duration.ofNanos(delay));
        }
      }
    }

    /// Leaves a tenth of the places free, so that it is not done with every new key.
    private void sweep(long now) {
      if (!sweeping.compareAndSet(false, true)) {
        return;
      }
      try {
        fullAt.values().removeIf(bucket -> bucket.get() <= now);
        int surplus = fullAt.size() - capacity + capacity / 10;
        var keys = fullAt.keySet().iterator();
        for (; surplus > 0 && keys.hasNext(); surplus--) {
          keys.next();
          keys.remove();
        }
      } finally {
        sweeping.set(false);
      }
    }
  }
}
