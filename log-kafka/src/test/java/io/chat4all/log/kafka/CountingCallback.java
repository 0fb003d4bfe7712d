package io.chat4all.log.kafka;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.log.AppendCallback;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// Counts appends that are finished, and tells of those that failed.
record CountingCallback(CountDownLatch done, Consumer<ApiException> failures)
    implements AppendCallback {

  @Override
  public void acknowledged() {
    done.countDown();
  }

  @Override
  public void failed(ApiException cause) {
    failures.accept(cause);
    done.countDown();
  }
}
