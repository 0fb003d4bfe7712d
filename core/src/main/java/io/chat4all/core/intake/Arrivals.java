package io.chat4all.core.intake;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.message.MessageId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets a call wait for a message that another gateway accepted a moment ago: the next call of its
/// sender may come here before the message is in the history.
///
/// Only ids of version 7 tell that they are new; for others nobody waits. Only so many calls wait
/// at once, so that routers that are behind leave room for sends. Thread-safe.
final class Arrivals {

  /// How old an id may be: clients repeat a send with the same id for a while.
  static final Duration RECENT = Duration.ofMinutes(2);

  /// How far the clock of who makes ids may be ahead of ours.
  private static final Duration AHEAD = Duration.ofSeconds(30);

  private final Clock clock;
  private final ConcurrentMap<MessageId, Awaited> awaited = new ConcurrentHashMap<>();
  private final Semaphore room;

  /// At most `room` calls wait at once.
  Arrivals(Clock clock, int room) {
    this.clock = clock;
    this.room = new Semaphore(room);
  }

  /// Tells that a message of this id came into the history.
  void came(MessageId id) {
    var waited = awaited.remove(id);
    if (waited != null) {
      waited.event.countDown();
    }
  }

  /// What is found now or, when that is nothing, once the message came or patience ended.
  <T> List<T> find(MessageId id, Duration patience, Supplier<List<T>> look) {
    if (!isRecent(id)) {
      return look.get();
    }
    // Before looking, so that it cannot come unheard in between.
    var waited =
        awaited.compute(id, (_, there) -> (there == null ? new Awaited() : there).joined());
    try {
      var found = look.get();
      if (!found.isEmpty() || !room.tryAcquire()) {
        return found;
      }
      try {
        boolean _ = waited.event.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        room.release();
      }
      return look.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the message");
    } finally {
      awaited.computeIfPresent(id, (_, there) -> there == waited ? there.left() : there);
    }
  }

  int awaited() {
    return awaited.size();
  }

  private boolean isRecent(MessageId id) {
    long madeAt = UuidV7.madeAt(id.value());
    long now = clock.millis();
    return madeAt >= now - RECENT.toMillis() && madeAt <= now + AHEAD.toMillis();
  }

  /// `waiting` is guarded by the map's lock of the id.
  private static final class Awaited {
    private final CountDownLatch event = new CountDownLatch(1);
    private int waiting;

    private Awaited joined() {
      waiting++;
      return this;
    }

    private @Nullable Awaited left() {
      waiting--;
      return waiting == 0 ? null : this;
    }
  }
}
