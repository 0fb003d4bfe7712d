package io.chat4all.worker.webhook;

import io.chat4all.core.webhook.WebhookDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What this process has in hand for one webhook, and whether it is fit to be called.
///
/// One that has not answered well yet gets two deliveries at a time, one that has 32, of which 8
/// are under way. After three failures in a row, or when it asks for it, it is left alone for a
/// while, then tried with a single one. Thread-safe.
final class Endpoint {

  private static final int MOST_IN_HAND = 32;
  private static final int MOST_UNDER_WAY = 8;

  /// How many calls one after the other the last of the queue may have to wait for, its own
  /// included.
  static final int MOST_ROUNDS = MOST_IN_HAND / MOST_UNDER_WAY;

  private static final int FIRST_IN_HAND = 2;
  private static final int MOST_FAILURES = 3;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final ArrayDeque<WebhookDelivery> queue = new ArrayDeque<>();
  private int underWay;
  private int failures;
  private boolean proven;
  private Instant pausedUntil = Instant.MIN;

  /// How many more it may get now.
  synchronized int room(Instant now) {
    int inHand = inHand();
    if (isPaused(now)) {
      return 0;
    }
    if (failures >= MOST_FAILURES) {
      return inHand == 0 ? 1 : 0;
    }
    int most = proven ? MOST_IN_HAND : FIRST_IN_HAND;
    return inHand <= most / 2 ? most - inHand : 0;
  }

  /// Puts these into the queue; answers how many more may be under way.
  synchronized int add(List<WebhookDelivery> deliveries) {
    queue.addAll(deliveries);
    int starting = Math.min(queue.size(), MOST_UNDER_WAY - underWay);
    underWay += starting;
    return starting;
  }

  /// The next to be called, for somebody who is under way; null ends them.
  synchronized @Nullable WebhookDelivery next() {
    var next = queue.poll();
    if (next == null) {
      underWay--;
    }
    return next;
  }

  synchronized void succeeded() {
    failures = 0;
    proven = true;
  }

  /// It would not have this one, but it is there.
  synchronized void refused() {
    failures = 0;
  }

  /// After a failure that others may share; answers what leaves the queue, to be put off until
  /// [#pausedUntil].
  synchronized List<WebhookDelivery> failed(Instant now, Duration asked) {
    failures++;
    if (failures < MOST_FAILURES && asked.isZero()) {
      return List.of();
    }
    int doublings = Math.clamp(failures - MOST_FAILURES, 0, 20);
    var pause = FIRST_PAUSE.multipliedBy(1L << doublings);
    if (pause.compareTo(LONGEST_PAUSE) > 0) {
      pause = LONGEST_PAUSE;
    }
    var until = now.plus(pause.compareTo(asked) > 0 ? pause : asked);
    if (until.isAfter(pausedUntil)) {
      pausedUntil = until;
    }
    return empty();
  }

  /// Takes everything out of the queue.
  synchronized List<WebhookDelivery> empty() {
    var left = new ArrayList<>(queue);
    queue.clear();
    return left;
  }

  synchronized Instant pausedUntil() {
    return pausedUntil;
  }

  synchronized boolean isPaused(Instant now) {
    return now.isBefore(pausedUntil);
  }

  synchronized int inHand() {
    return queue.size() + underWay;
  }

  /// Whether it may be forgotten.
  synchronized boolean isIdle(Instant now) {
    return inHand() == 0 && !isPaused(now) && failures == 0;
  }
}
