package io.chat4all.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a connection to Redis for as long as there is one to be had.
///
/// While there is none, [#connection] is empty and nobody waits; one thread tries again, with
/// back-off. A connection that broke, or did not answer three calls in a row, is given up. The loss
/// is logged once, and at most once a minute.
///
/// Thread-safe.
final class Link implements AutoCloseable {

  /// What is done on the link's own thread.
  interface Keeper {

    /// A new connection is in use.
    void connected(Connection connection) throws UnansweredException;

    /// It is time for a sign of life.
    void heartbeat(Connection connection) throws UnansweredException;
  }

  private static final Logger log = LoggerFactory.getLogger(Link.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final long WARNING_INTERVAL = TimeUnit.MINUTES.toNanos(1);
  private static final int STRIKES = 3;
  private static final int MOST_UNANSWERED = 50_000;

  private final RedisConfig config;
  private final ClientResources resources =
      DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
  private final RedisClient client;
  private final Semaphore wake = new Semaphore(0);
  private final AtomicInteger strikes = new AtomicInteger();
  private final Thread thread;
  private volatile @Nullable Connection connection;
  private volatile boolean closed;

  /// Used by the link's thread only.
  private long warnedAt = System.nanoTime() - WARNING_INTERVAL;

  Link(RedisConfig config, Keeper keeper) {
    this.config = config;
    this.client = RedisClient.create(resources);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(MOST_UNANSWERED)
            .socketOptions(SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
            .timeoutOptions(TimeoutOptions.builder().fixedTimeout(CONNECT_TIMEOUT).build())
            .build());
    this.thread = Thread.ofPlatform().name("redis-link").daemon().unstarted(() -> keep(keeper));
  }

  void start() {
    thread.start();
  }

  /// The connection, when there is one that works as far as is known.
  Optional<Connection> connection() {
    var now = connection;
    return now != null && now.isOpen() ? Optional.of(now) : Optional.empty();
  }

  /// Waits for an answer as long as a call may; empty when there is none.
  <T> Optional<T> await(CompletionStage<T> answer) {
    try {
      return Optional.of(await(answer, config.timeout()));
    } catch (UnansweredException e) {
      log.debug("No answer from Redis", e);
      return Optional.empty();
    }
  }

  /// Waits for an answer, and counts what became of it.
  <T> T await(CompletionStage<T> answer, Duration timeout) throws UnansweredException {
    try {
      var value = answer.toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      strikes.set(0);
      return value;
    } catch (TimeoutException e) {
      failed(e);
      throw new UnansweredException("no answer within %d ms".formatted(timeout.toMillis()), e);
    } catch (ExecutionException e) {
      failed(e);
      throw new UnansweredException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnansweredException("interrupted", e);
    }
  }

  private void failed(Exception cause) {
    log.debug("No answer from Redis", cause);
    if (strikes.incrementAndGet() >= STRIKES) {
      connection = null;
      wake.release();
    }
  }

  private void keep(Keeper keeper) {
    var wait = FIRST_WAIT;
    while (!closed) {
      try (var opened = connect()) {
        begin(opened, keeper);
        wait = FIRST_WAIT;
        stay(opened, keeper);
      } catch (RedisException | UnansweredException e) {
        warn(e);
      } catch (InterruptedException _) {
        return;
      } finally {
        connection = null;
      }
      if (!pause(wait)) {
        return;
      }
      wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
    }
  }

  /// False when interrupted.
  private boolean pause(Duration wait) {
    try {
      wake.drainPermits();
      var _ = !closed && wake.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException _) {
      return false;
    }
  }

  private Connection connect() {
    var uri = config.uri();
    uri.setTimeout(CONNECT_TIMEOUT);
    var redis = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), uri);
    redis.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
            wake.release();
          }
        });
    try {
      return new Connection(redis, Scripts.load(redis.sync()));
    } catch (RedisException e) {
      redis.close();
      throw e;
    }
  }

  private void begin(Connection opened, Keeper keeper) throws UnansweredException {
    strikes.set(0);
    keeper.heartbeat(opened);
    connection = opened;
    keeper.connected(opened);
    log.info("Redis is used: place={}", config.place());
  }

  private void stay(Connection opened, Keeper keeper)
      throws UnansweredException, InterruptedException {
    while (!closed && connection().isPresent()) {
      if (!wake.tryAcquire(config.heartbeat().toMillis(), TimeUnit.MILLISECONDS)) {
        keeper.heartbeat(opened);
      }
    }
    if (!closed) {
      throw new UnansweredException("the connection was lost", null);
    }
  }

  private void warn(Exception cause) {
    log.debug("Redis cannot be used", cause);
    long now = System.nanoTime();
    if (now - warnedAt < WARNING_INTERVAL) {
      return;
    }
    warnedAt = now;
    var root = cause.getCause() == null ? cause : cause.getCause();
    log.warn(
        "Redis does not answer, this node goes on alone: setting=REDIS_URL place={} cause={}",
        config.place(),
        root.getMessage());
  }

  @Override
  public void close() {
    closed = true;
    wake.release();
    thread.interrupt();
    try {
      thread.join(CONNECT_TIMEOUT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    var _ = resources.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
