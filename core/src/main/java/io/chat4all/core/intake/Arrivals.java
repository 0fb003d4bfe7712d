package io.chat4all.core.intake;

import io.chat4all.core.message.MessageId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets a call wait for a message that another gateway accepted a moment ago: the next call of its
/// sender may come here before the message is in the history.
///
/// Only ids of version 7 tell that they are new; for others nobody waits. Thread-safe.
final class Arrivals {

  /// How old an id may be, and how far the clock of who made it ahead of ours.
  static final Duration RECENT = Duration.ofSeconds(30);

  private final Clock clock;
  private final ConcurrentMap<MessageId, Awaited> awaited = new ConcurrentHashMap<>();

  Arrivals(Clock clock) {
    this.clock = clock;
  }

  /// A message of this id came into the history.
  void add(MessageId id) {
    if (!awaited.isEmpty()) {
      var message = awaited.remove(id);
      if (message != null) {
        message.came.countDown();
      }
    }
  }

  /// What is found now or, when that is nothing, once the message came or patience ended.
  <T> List<T> find(MessageId id, Duration patience, Supplier<List<T>> look) {
    if (!isRecent(id)) {
      return look.get();
    }
    // Before looking, so that it cannot come unheard in between.
    var message =
        awaited.compute(id, (_, present) -> (present == null ? new Awaited() : present).joined());
    try {
      var found = look.get();
      if (!found.isEmpty()) {
        return found;
      }
      boolean _ = message.came.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      return look.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      awaited.computeIfPresent(id, (_, present) -> present == message ? present.left() : present);
    }
  }

  private boolean isRecent(MessageId id) {
    long madeAt = UuidV7.madeAt(id.value());
    long now = clock.millis();
    return madeAt >= now - RECENT.toMillis() && madeAt <= now + RECENT.toMillis();
  }

  /// Counted under the map's lock of its id.
  private static final class Awaited {
    private final CountDownLatch came = new CountDownLatch(1);
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
