package io.chat4all.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Hashes and checks passwords with bcrypt.
///
/// Runs on as many platform threads as there are cores, so that a storm of logins does not take the
/// carriers of virtual threads. What would wait behind too many others, or has waited so long that
/// its caller may have gone, is refused with `RATE_LIMITED`: else an overloaded node would do
/// nothing but logins that nobody waits for any more. A password for nobody takes as long as a
/// wrong one.
///
/// Thread-safe.
public final class Passwords implements AutoCloseable {

  /// The bytes of a password that bcrypt looks at.
  private static final int MAX_BYTES = 72;

  private static final int WAITING_PER_CORE = 24;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final int cost;
  private final long longestWaitNanos;
  private final ThreadPoolExecutor workers;
  private final Future<String> nobody;

  /// `cost` is bcrypt's: each step doubles the time; 10 takes about 60 ms.
  public Passwords(int cost) {
    this(cost, LONGEST_WAIT);
  }

  Passwords(int cost, Duration longestWait) {
    this.cost = cost;
    this.longestWaitNanos = longestWait.toNanos();
    int cores = Runtime.getRuntime().availableProcessors();
    this.workers =
        new ThreadPoolExecutor(
            cores,
            cores,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(cores * WAITING_PER_CORE),
            Thread.ofPlatform().name("bcrypt-", 0).daemon().factory());
    this.workers.allowCoreThreadTimeOut(true);
    this.nobody = workers.submit(() -> hash(cost, "nobody's password"));
  }

  /// The hash of a password of at most 72 bytes, as it is kept in an account.
  public static String hash(int cost, String password) {
    var bytes = password.getBytes(UTF_8);
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "password: %d bytes (expected: at most %d)".formatted(bytes.length, MAX_BYTES));
    }
    return new String(BCrypt.withDefaults().hash(cost, bytes), UTF_8);
  }

  String hash(String password) {
    return run(() -> hash(cost, password));
  }

  /// Whether this is the password of the hash; never for no hash, or an empty one, which takes as
  /// long to tell.
  boolean matches(String password, Optional<String> hash) {
    var bytes = password.getBytes(UTF_8);
    boolean possible = hash.filter(it -> !it.isEmpty()).isPresent() && bytes.length <= MAX_BYTES;
    var checked = possible ? bytes : new byte[] {'x'};
    return run(() -> {
      var against = possible ? hash.get() : nobody.get();
      return BCrypt.verifyer().verify(checked, against.getBytes(UTF_8)).verified && possible;
    });
  }

  private <T> T run(Callable<T> work) {
    long sinceNanos = System.nanoTime();
    try {
      return workers
          .submit(() -> {
            if (System.nanoTime() - sinceNanos > longestWaitNanos) {
              throw tooMany();
            }
            return work.call();
          })
          .get();
    } catch (RejectedExecutionException _) {
      throw tooMany();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(ErrorCode.UNAVAILABLE, "interrupted");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ApiException refusal
          ? refusal
          : new IllegalStateException("bcrypt failed", e.getCause());
    }
  }

  private static ApiException tooMany() {
    return new ApiException(ErrorCode.RATE_LIMITED, "too many logins at once", "", RETRY);
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
