package io.chat4all.store.redis;

import io.chat4all.core.limit.Limit;
import io.chat4all.core.limit.LocalRateLimits;
import io.chat4all.core.limit.RateLimits;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Limits that all nodes keep together.
///
/// A node decides alone, by a bucket of its own, and tells Redis afterwards what was taken: every
/// tenth of a burst, or every five seconds. When all nodes together took more than there was, Redis
/// says for how long nobody gets anything. So no call waits for Redis; a burst may be exceeded by a
/// tenth for each node, and the rate is kept in the long run. Without Redis each node keeps the
/// limit for itself.
///
/// Remembers at most about 100,000 keys of which Redis has to be told. Thread-safe.
final class RedisRateLimits implements RateLimits, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RedisRateLimits.class);
  private static final int CAPACITY = 100_000;
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final long LATEST_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int AT_ONCE = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final String prefix;
  private final Link link;
  private final Clock clock;
  private final LocalRateLimits local;
  private final Map<Limit, Map<String, Share>> shares = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Share> due = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  /// Guarded by `this`, as all reporting is.
  private @Nullable Connection connection;

  private @Nullable AsyncProxyManager<String> buckets;
  private long lookedAt = System.nanoTime();

  RedisRateLimits(String prefix, Link link, Clock clock) {
    this.prefix = prefix;
    this.link = link;
    this.clock = clock;
    this.local = new LocalRateLimits(CAPACITY, clock);
    this.thread = Thread.ofPlatform().name("redis-limits").daemon().unstarted(this::keepReporting);
  }

  void start() {
    thread.start();
  }

  @Override
  public Taking tryTake(Limit limit, String key) {
    var ofLimit = shares.get(limit);
    if (ofLimit == null) {
      ofLimit = shares.computeIfAbsent(limit, _ -> new ConcurrentHashMap<>());
    }
    var share = ofLimit.get(key);
    if (share != null && share.refusedUntil > 0) {
      long wait = share.refusedUntil - clock.millis();
      // A clock that is set back makes nobody wait longer than for a whole burst.
      if (wait > 0 && wait <= share.longestWait()) {
        return new Taking.RetryAfter(Duration.ofMillis(wait));
      }
      share.refusedUntil = 0;
    }
    var taking = local.tryTake(limit, key);
    if (taking instanceof Taking.Taken) {
      if (share == null && ofLimit.size() < CAPACITY) {
        share = ofLimit.computeIfAbsent(key, it -> new Share(limit, it));
      }
      if (share != null && share.taken.incrementAndGet() == share.step()) {
        due.add(share);
      }
    }
    return taking;
  }

  private void keepReporting() {
    while (!closed) {
      LockSupport.parkNanos(INTERVAL.toNanos());
      try {
        report();
      } catch (RuntimeException e) {
        log.error("What was taken is not reported, going on", e);
      }
    }
  }

  /// Tells Redis what is due and waits until it knows; without Redis it is forgotten.
  synchronized void report() {
    if (System.nanoTime() - lookedAt > LATEST_NANOS) {
      reportAll();
      return;
    }
    var batch = new ArrayList<Share>();
    for (var share = due.poll(); share != null; share = due.poll()) {
      batch.add(share);
    }
    report(batch);
  }

  /// Also what is not due yet. Whoever took nothing since the last time is forgotten.
  private void reportAll() {
    lookedAt = System.nanoTime();
    due.clear();
    var batch = new ArrayList<Share>();
    long now = clock.millis();
    for (var ofLimit : shares.values()) {
      ofLimit.values().removeIf(share -> share.taken.get() == 0 && share.refusedUntil <= now);
      batch.addAll(ofLimit.values());
    }
    report(batch);
  }

  private void report(List<Share> batch) {
    for (int from = 0; from < batch.size(); from += AT_ONCE) {
      var answers = new ArrayList<CompletableFuture<?>>(AT_ONCE);
      for (var share : batch.subList(from, Math.min(batch.size(), from + AT_ONCE))) {
        int taken = share.taken.getAndSet(0);
        var now = buckets();
        if (now != null && taken > 0) {
          answers.add(report(now, share, taken));
        }
      }
      if (!answers.isEmpty()) {
        await(CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)));
      }
    }
  }

  private CompletableFuture<?> report(AsyncProxyManager<String> to, Share share, int taken) {
    try {
      return to.builder()
          .build(
              share.redisKey(prefix),
              () -> CompletableFuture.completedFuture(share.configuration()))
          .consumeIgnoringRateLimits(taken)
          .thenAccept(share::refuseFor);
    } catch (RedisException e) {
      // Lettuce throws at once when the connection has just been lost.
      return CompletableFuture.failedFuture(e);
    }
  }

  private void await(CompletableFuture<?> answers) {
    try {
      var _ = link.await(answers, PATIENCE);
    } catch (UnansweredException _) {
      // Each node for itself, then; the link has said so.
    }
  }

  /// Those of the connection in use, none without one.
  private @Nullable AsyncProxyManager<String> buckets() {
    var now = link.connection().orElse(null);
    if (now != connection) {
      connection = now;
      buckets =
          now == null
              ? null
              : Bucket4jLettuce.casBasedBuilder(now.redis())
                  .clientClock(new ClockMeter(clock))
                  .expirationAfterWrite(
                      ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(
                          Duration.ofSeconds(10)))
                  .build()
                  .asAsync();
    }
    return buckets;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// What one key took here.
  private final class Share {
    private final Limit limit;
    private final String key;
    private final AtomicInteger taken = new AtomicInteger();
    private volatile long refusedUntil;

    Share(Limit limit, String key) {
      this.limit = limit;
      this.key = key;
    }

    int step() {
      return Math.max(1, limit.burst() / 10);
    }

    long longestWait() {
      return 1_000L * (limit.burst() + step()) / limit.perSecond() + 1_000;
    }

    /// Numbers are in the key: a limit that was changed begins with new buckets.
    String redisKey(String prefix) {
      return "%slimit:%s:%d:%d:%s"
          .formatted(prefix, limit.name(), limit.perSecond(), limit.burst(), key);
    }

    /// Larger by what one node may not have told yet, so that a user of one node meets only that
    /// node's own bucket.
    BucketConfiguration configuration() {
      return BucketConfiguration.builder()
          .addLimit(it ->
              it.capacity(limit.burst() + step())
                  .refillGreedy(limit.perSecond(), Duration.ofSeconds(1)))
          .build();
    }

    void refuseFor(long nanos) {
      if (nanos > 0) {
        long millis = Math.min(TimeUnit.NANOSECONDS.toMillis(nanos) + 1, longestWait());
        refusedUntil = clock.millis() + millis;
      }
    }
  }

  private record ClockMeter(Clock clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
