package io.chat4all.core.log;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Turns the callback into a wait. The log's own timeout bounds it.
final class WaitingCallback implements AppendCallback {

  private final CountDownLatch done = new CountDownLatch(1);
  private volatile @Nullable ApiException failure;

  /// Appends all, in this order, and waits for all; throws what the first heard that failed.
  static <F> void awaitAll(List<F> facts, BiConsumer<F, AppendCallback> append) {
    var waiting = new ArrayList<WaitingCallback>(facts.size());
    for (var fact : facts) {
      var callback = new WaitingCallback();
      waiting.add(callback);
      append.accept(fact, callback);
    }
    waiting.forEach(WaitingCallback::await);
  }

  @Override
  public void acknowledged() {
    done.countDown();
  }

  @Override
  public void failed(ApiException cause) {
    failure = cause;
    done.countDown();
  }

  void await() {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the log");
    }
    var cause = failure;
    if (cause != null) {
      throw cause;
    }
  }
}
