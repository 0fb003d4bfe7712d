package io.chat4all.bench;

import io.chat4all.bench.wire.Login;
import io.chat4all.bench.wire.Session;
import io.chat4all.bench.wire.SessionListener;
import io.chat4all.bench.wire.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Sessions that are opened and held and do nothing.
final class IdleSessions implements AutoCloseable {
  private static final int OPENING_AT_ONCE = 200;

  private final Transport transport;
  private final List<Session> sessions = new ArrayList<>();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicReference<String> reason = new AtomicReference<>("");

  IdleSessions(Transport transport) {
    this.transport = transport;
  }

  /// Opens `count` sessions, spread over the users. Fails with [IllegalStateException] when one is
  /// refused or they are not all open in time.
  void open(List<Login> users, int count, Duration timeout) throws InterruptedException {
    var opening = new Semaphore(OPENING_AT_ONCE);
    var left = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      if (!opening.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        break;
      }
      sessions.add(transport.open(users.get(i % users.size()), false, new Waiting(opening, left)));
    }
    boolean all = left.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    if (!all || lost.get() > 0) {
      throw new IllegalStateException(
          "idle sessions open: %d (expected: %d) %s"
              .formatted(count - left.getCount() - lost.get(), count, reason.get()));
    }
  }

  /// Sessions that were open and are not any more.
  int lost() {
    return lost.get();
  }

  @Override
  public void close() {
    transport.loop().execute(() -> sessions.forEach(Session::close));
  }

  private final class Waiting implements SessionListener {
    private final Semaphore opening;
    private final CountDownLatch left;
    private boolean opened;

    Waiting(Semaphore opening, CountDownLatch left) {
      this.opening = opening;
      this.left = left;
    }

    @Override
    public void opened() {
      opened = true;
      left.countDown();
      opening.release();
    }

    @Override
    public void closed(String why) {
      lost.incrementAndGet();
      reason.set(why);
      if (!opened) {
        left.countDown();
        opening.release();
      }
    }
  }
}
