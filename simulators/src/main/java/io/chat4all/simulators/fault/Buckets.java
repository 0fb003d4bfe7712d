package io.chat4all.simulators.fault;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Token buckets by key.
///
/// The 200,000 buckets used last are kept; an older one is full again. Thread-safe.
public final class Buckets {

  private static final int KEPT = 200_000;

  private final Clock clock;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > KEPT;
        }
      };

  public Buckets(Clock clock) {
    this.clock = clock;
  }

  /// Takes one token. Returns zero, or how long until there is one.
  ///
  /// @param capacity tokens of a full bucket
  /// @param every time in which one is earned
  public synchronized Duration take(String key, int capacity, Duration every) {
    double now = clock.millis();
    var bucket = buckets.get(key);
    if (bucket == null) {
      bucket = new Bucket(capacity, now);
    }
    double earned = bucket.tokens() + (now - bucket.at()) * 1e6 / every.toNanos();
    double tokens = Math.min(capacity, Math.max(earned, bucket.tokens()));
    boolean enough = tokens >= 1;
    buckets.put(key, new Bucket(enough ? tokens - 1 : tokens, now));
    return enough
        ? Duration.ZERO
        : Duration.ofNanos((long) Math.ceil((1 - tokens) * every.toNanos()));
  }

  public synchronized void clear() {
    buckets.clear();
  }

  private record Bucket(double tokens, double at) {}
}
