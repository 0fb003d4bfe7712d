package io.chat4all.worker.delivery.limit;

import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Rates;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// Lets deliveries of one channel account through, first come, first served: as fast as the
/// provider allows, as many at once as it allows, none while the provider asked for a pause, and
/// few while it does not answer.
///
/// The circuit breaker opens when half of the last 20 calls broke: no answer, or a failure of the
/// whole account that the provider gave no delay for. It lets three calls try again after 5 s, then
/// 10 s, then 20 s. Buckets of the 20,000 recipients who were written to last are kept.
/// Thread-safe.
public final class AccountGate {

  private static final int RECIPIENTS = 20_000;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Rates rates;
  private final Duration longestWait;
  private final Clock clock;
  private final Alarms alarms;
  private final TimeMeter meter;
  private final Bucket account;
  private final Map<String, Bucket> recipients;
  private final Semaphore turn = new Semaphore(1, true);
  private final Semaphore calls;
  private final CircuitBreaker breaker;
  private final AtomicReference<Instant> pausedUntil = new AtomicReference<>(Instant.MIN);

  /// @param longestWait whoever would have to wait longer for a pause is turned away
  public AccountGate(String name, Rates rates, Duration longestWait, Clock clock, Alarms alarms) {
    this.rates = rates;
    this.longestWait = longestWait;
    this.clock = clock;
    this.alarms = alarms;
    this.meter = meter(clock);
    this.account = bucket(rates.account());
    this.calls = new Semaphore(rates.concurrency(), true);
    this.breaker = CircuitBreaker.of(name, breakerConfig(clock));
    this.recipients =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > RECIPIENTS;
          }
        };
  }

  /// What became of somebody who wants to pass.
  public sealed interface Entry {
    /// May call; gives the pass back.
    record Admitted(Pass pass) implements Entry {}

    /// Would have to wait too long.
    record TurnedAway(Instant until) implements Entry {}
  }

  /// Waits until a call to this address may be made.
  public Entry enter(String address) throws InterruptedException {
    var tokens = new Tokens();
    boolean admitted = false;
    try {
      tokens.take(recipient(address));
      turn.acquire();
      try {
        var entry = pass(tokens);
        admitted = entry instanceof Entry.Admitted;
        return entry;
      } finally {
        turn.release();
      }
    } finally {
      if (!admitted) {
        tokens.giveBack();
      }
    }
  }

  /// Waits until one more call may be made by somebody who has a pass.
  public void again(String address) throws InterruptedException {
    var tokens = new Tokens();
    tokens.take(recipient(address));
    tokens.take(Optional.of(account));
  }

  /// The provider asked for a pause.
  public void pauseUntil(Instant until) {
    pausedUntil.accumulateAndGet(until, (one, other) -> one.isAfter(other) ? one : other);
  }

  /// Such as `CLOSED`.
  public String breakerState() {
    return breaker.getState().name();
  }

  /// INVARIANT: called by one at a time, who has the turn.
  private Entry pass(Tokens tokens) throws InterruptedException {
    tokens.take(Optional.of(account));
    while (true) {
      var paused = pausedUntil.get();
      var now = clock.instant();
      if (paused.isAfter(now)) {
        if (Duration.between(now, paused).compareTo(longestWait) > 0) {
          return new Entry.TurnedAway(paused);
        }
        alarms.sleepUntil(paused);
        continue;
      }
      calls.acquire();
      if (pausedUntil.get().isAfter(clock.instant())) {
        calls.release();
      } else if (breaker.tryAcquirePermission()) {
        return new Entry.Admitted(new Pass(tokens));
      } else {
        calls.release();
        alarms.sleepUntil(clock.instant().plus(LOOK_AGAIN));
      }
    }
  }

  private Optional<Bucket> recipient(String address) {
    if (rates.recipient().equals(Rates.Bucket.UNLIMITED)) {
      return Optional.empty();
    }
    synchronized (recipients) {
      return Optional.of(recipients.computeIfAbsent(address, _ -> bucket(rates.recipient())));
    }
  }

  private Bucket bucket(Rates.Bucket rate) {
    return Bucket.builder()
        .addLimit(
            Bandwidth.builder()
                .capacity(rate.burst())
                .refillGreedy(rate.messages(), rate.period())
                .build())
        .withCustomTimePrecision(meter)
        .build();
  }

  private static TimeMeter meter(Clock clock) {
    return new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        var now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
      }

      @Override
      public boolean isWallClockBased() {
        return true;
      }
    };
  }

  private static CircuitBreakerConfig breakerConfig(Clock clock) {
    return CircuitBreakerConfig.custom()
        .slidingWindowSize(20)
        .minimumNumberOfCalls(10)
        .failureRateThreshold(50)
        .permittedNumberOfCallsInHalfOpenState(3)
        .waitIntervalFunctionInOpenState(
            IntervalFunction.ofExponentialBackoff(Duration.ofSeconds(5), 2, Duration.ofSeconds(20)))
        .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
        .clock(clock)
        .build();
  }

  private static boolean isBroken(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Uncertain _ -> true;
      case Outcome.Deferred(var delay, var scope, _) ->
          scope == Outcome.Scope.ACCOUNT && delay.isZero();
      case Outcome.Accepted _, Outcome.Refused _ -> false;
    };
  }

  /// What one call takes from its allowances. Confined to one thread.
  private final class Tokens {

    private final List<Bucket> taken = new ArrayList<>();

    /// Takes a token in advance and waits until it is there, so that those who wait keep their
    /// order.
    void take(Optional<Bucket> bucket) throws InterruptedException {
      if (bucket.isEmpty()) {
        return;
      }
      var now = clock.instant();
      long nanos = bucket.get().consumeIgnoringRateLimits(1);
      taken.add(bucket.get());
      if (nanos > 0) {
        alarms.sleepUntil(now.plusNanos(nanos));
      }
    }

    /// No call was made.
    void giveBack() {
      taken.forEach(bucket -> bucket.addTokens(1));
    }
  }

  /// Permission for one call at a time; to be closed when no more follows.
  public final class Pass implements AutoCloseable {

    private final Tokens tokens;
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean told;

    private Pass(Tokens tokens) {
      this.tokens = tokens;
    }

    /// What a call led to. Only the first counts.
    public void ended(Outcome outcome, Duration took) {
      if (told) {
        return;
      }
      told = true;
      if (isBroken(outcome)) {
        breaker.onError(
            took.toMillis(), TimeUnit.MILLISECONDS, new IllegalStateException("no answer"));
      } else {
        breaker.onSuccess(took.toMillis(), TimeUnit.MILLISECONDS);
      }
    }

    /// Without a call, nothing has happened. Closing again does nothing.
    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        if (!told) {
          breaker.releasePermission();
          tokens.giveBack();
        }
        calls.release();
      }
    }
  }
}
