package io.chat4all.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chat4all.protocol.v1.TokenResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TokenKeeperTest {

  private static final int CALLERS = 20;

  private final CountDownLatch answer = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void whoWaitedForASignInThatFailsFailsWithIt() throws Exception {
    var keeper = keeper(TokenKeeperTest::timeout);
    var failures = Stream.generate(() -> new CompletableFuture<String>()).limit(CALLERS).toList();
    var callers =
        failures.stream()
            .map(failure -> Thread.startVirtualThread(() -> failure.complete(failureOf(keeper))))
            .toList();
    awaitWaiting(callers);

    answer.countDown();

    for (var failure : failures) {
      assertThat(failure.get()).isEqualTo(Chat4AllException.DEADLINE_EXCEEDED);
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void theNextCallAfterASignInThatFailedTriesAgain() {
    answer.countDown();
    var first = new AtomicInteger();
    var keeper =
        keeper(() -> {
          if (first.getAndIncrement() == 0) {
            return timeout();
          }
          return token();
        });

    var failure = failureOf(keeper);

    assertThat(failure).isEqualTo(Chat4AllException.DEADLINE_EXCEEDED);
    assertThat(keeper.bearer().tokens().accessToken()).isEqualTo("token");
  }

  @Test
  void whoWaitedForASignInThatWasInterruptedSignsIn() throws Exception {
    var keeper = keeper(TokenKeeperTest::token);
    var interrupted = Thread.startVirtualThread(() -> failureOf(keeper));
    awaitWaiting(List.of(interrupted));
    var token = new CompletableFuture<String>();
    var waiting =
        Thread.startVirtualThread(() -> token.complete(keeper.bearer().tokens().accessToken()));
    awaitWaiting(List.of(waiting));

    interrupted.interrupt();
    interrupted.join();
    answer.countDown();

    assertThat(token.get()).isEqualTo("token");
    assertThat(asked).hasValue(2);
  }

  @Test
  void whoHasATokenThatIsStillGoodDoesNotWaitForItsRenewal() throws Exception {
    answer.countDown();
    var now = new AtomicReference<>(Instant.EPOCH);
    var renewal = new CountDownLatch(1);
    var keeper =
        keeper(
            () -> {
              if (asked.get() > 1) {
                awaited(renewal);
              }
              return token();
            },
            now::get);
    var first = keeper.bearer();
    now.set(Instant.EPOCH.plusSeconds(1_790));
    var renewing = Thread.startVirtualThread(keeper::bearer);
    awaitWaiting(List.of(renewing));

    assertThat(keeper.bearer()).isSameAs(first);

    renewal.countDown();
    renewing.join();
    assertThat(keeper.bearer()).isNotSameAs(first);
    assertThat(asked).hasValue(2);
  }

  @Test
  void aFailureThatIsNotOfTheServerKeepsItsWords() {
    answer.countDown();
    var keeper =
        keeper(() -> {
          throw new UncheckedIOException("cannot use the file", new IOException("read-only"));
        });

    assertThatThrownBy(keeper::bearer)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot use the file");
  }

  private TokenKeeper keeper(Supplier<TokenResponse> outcome) {
    return keeper(outcome, InstantSource.system());
  }

  private TokenKeeper keeper(Supplier<TokenResponse> outcome, InstantSource clock) {
    return new TokenKeeper(
        Credentials.password("bruno", "test"),
        _ -> {
          asked.incrementAndGet();
          awaited(answer);
          return outcome.get();
        },
        clock);
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Chat4AllException(Chat4AllException.CANCELLED, "interrupted");
    }
  }

  private static TokenResponse token() {
    return TokenResponse.newBuilder().setAccessToken("token").setExpiresIn(1_800).build();
  }

  private static TokenResponse timeout() {
    throw new Chat4AllException(Chat4AllException.DEADLINE_EXCEEDED, "no answer in time");
  }

  private static String failureOf(TokenKeeper keeper) {
    return catchThrowableOfType(Chat4AllException.class, keeper::bearer).code();
  }

  private static void awaitWaiting(List<Thread> threads) {
    while (!threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING)) {
      if (Thread.interrupted()) {
        throw new AssertionError("not waiting in time");
      }
      Thread.onSpinWait();
    }
  }
}
