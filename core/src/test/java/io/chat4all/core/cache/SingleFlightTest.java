package io.chat4all.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.TestThreads;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SingleFlightTest {

  private static final int CALLERS = 10;

  private final SingleFlight<String, Integer> flights = new SingleFlight<>();
  private final AtomicInteger done = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);

  @Test
  void whoWantsTheSameAtTheSameTimeSharesOneAnswer() throws Exception {
    var answers = whileOneWorks(done::incrementAndGet);

    for (var answer : answers) {
      assertThat(answer.get()).isEqualTo(1);
    }
  }

  @Test
  void whatDoesNotAnswerIsNotAskedOncePerCaller() {
    var answers =
        whileOneWorks(() -> {
          done.incrementAndGet();
          throw new ApiException(ErrorCode.UNAVAILABLE, "away");
        });

    for (var answer : answers) {
      assertThatThrownBy(answer::get)
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("away");
    }
    assertThat(done).hasValue(1);
  }

  @Test
  void aRefusalIsNotShared() {
    var answers =
        whileOneWorks(() -> {
          if (done.incrementAndGet() == 1) {
            throw ApiException.notFound("it");
          }
          return 7;
        });

    assertThat(answers).filteredOn(SingleFlightTest::isRefused).hasSize(1);
    assertThat(done).hasValue(CALLERS);
  }

  @Test
  void theNextOneWorksAgain() {
    flights.get("a", done::incrementAndGet);

    assertThat(flights.get("a", done::incrementAndGet)).isEqualTo(2);
  }

  @Test
  void anotherKeyDoesNotWait() {
    var answer = flights.get("a", () -> flights.get("b", () -> 3));

    assertThat(answer).isEqualTo(3);
  }

  /// What callers get who come while the first of them works.
  private List<CompletableFuture<Integer>> whileOneWorks(Supplier<Integer> work) {
    var answers = new ArrayList<CompletableFuture<Integer>>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < CALLERS; i++) {
      var answer = new CompletableFuture<Integer>();
      answers.add(answer);
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              answer.complete(
                  flights.get(
                      "a",
                      () -> {
                        awaitRelease();
                        return work.get();
                      }));
            } catch (RuntimeException e) {
              answer.completeExceptionally(e);
            }
          }));
    }
    TestThreads.await(threads, 0, CALLERS);
    release.countDown();
    return answers;
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isRefused(CompletableFuture<Integer> answer) {
    return answer.handle((_, refusal) -> refusal != null).join();
  }
}
