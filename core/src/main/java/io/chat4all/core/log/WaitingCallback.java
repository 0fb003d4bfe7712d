package io.chat4all.core.log;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Turns the callback into a wait. The log's own timeout bounds it.
final class WaitingCallback implements AppendCallback {

  private final CountDownLatch done = new CountDownLatch(1);
  private volatile @Nullable ApiException failure;

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
