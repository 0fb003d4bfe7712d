package io.chat4all.worker.delivery;

import io.chat4all.core.delivery.DeliveryTicket;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// How long a delivery is tried, and how long it waits between attempts. Thread-safe when its
/// random generator is.
final class Patience {

  /// What is parked because of its account looks at it again after this, should nobody tell.
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(15);

  private final DeliveryConfig config;
  private final RandomGenerator random;

  Patience(DeliveryConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
  }

  /// The wait after an attempt: exponential with full jitter, and never shorter than the provider
  /// asked for.
  Duration backOff(int attempt, Duration asked) {
    int doublings = Math.clamp(attempt - 1, 0, 30);
    long most =
        Math.min(
            config.firstBackOff().toNanos() << Math.min(doublings, 20),
            config.longestBackOff().toNanos());
    var jittered = Duration.ofNanos(random.nextLong(most + 1));
    return jittered.compareTo(asked) >= 0 ? jittered : asked;
  }

  boolean isGivenUp(DeliveryTicket ticket, Instant now) {
    return !now.isBefore(giveUpAt(ticket));
  }

  /// Whether the next channel is to take over because this one takes too long.
  boolean isOverdue(DeliveryTicket ticket, Instant now) {
    return !ticket.alternatives().isEmpty() && !now.isBefore(fallbackAt(ticket));
  }

  /// The time, or the one at which somebody has to decide about the delivery before that.
  Instant notAfterDecision(DeliveryTicket ticket, Instant time) {
    var decision = giveUpAt(ticket);
    if (!ticket.alternatives().isEmpty() && fallbackAt(ticket).isBefore(decision)) {
      decision = fallbackAt(ticket);
    }
    return time.isBefore(decision) ? time : decision;
  }

  /// When a delivery whose account does not send is looked at again.
  Instant lookAgain(DeliveryTicket ticket, Instant now) {
    return notAfterDecision(ticket, now.plus(LOOK_AGAIN));
  }

  /// When a delivery comes back that was put aside for too many others.
  Instant afterTheCrowd(Instant now) {
    return now.plusMillis(500 + random.nextLong(1_000));
  }

  boolean fitsMemory(Duration wait) {
    return wait.compareTo(config.longestWaitInMemory()) <= 0;
  }

  private Instant giveUpAt(DeliveryTicket ticket) {
    return ticket.requestedAt().plus(config.giveUpAfter());
  }

  private Instant fallbackAt(DeliveryTicket ticket) {
    return ticket.requestedAt().plus(config.fallbackAfter());
  }
}
