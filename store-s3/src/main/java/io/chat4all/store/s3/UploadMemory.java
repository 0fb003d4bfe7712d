package io.chat4all.store.s3;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// What all uploads of a store may hold of their files at once, in chunks of 64 KiB. Who wants one
/// beyond waits, and is refused with `OVERLOADED` when none becomes free in time: uploads that wait
/// for one another do not wait forever. Thread-safe.
final class UploadMemory {

  static final int CHUNK = 64 << 10;

  private final Semaphore chunks;
  private final Duration patience;

  UploadMemory(long bytes, Duration patience) {
    this.chunks = new Semaphore((int) Math.min(Integer.MAX_VALUE, bytes / CHUNK));
    this.patience = patience;
  }

  byte[] take() {
    boolean taken = false;
    try {
      taken = chunks.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (!taken) {
      throw new ApiException(ErrorCode.OVERLOADED, "too many uploads at once, try again later");
    }
    return new byte[CHUNK];
  }

  void giveBack(int n) {
    chunks.release(n);
  }

  int free() {
    return chunks.availablePermits();
  }
}
