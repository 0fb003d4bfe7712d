package io.chat4all.worker.delivery;

import java.time.Duration;

/// How deliveries are made.
///
/// @param giveUpAfter after which a delivery that could not be made is a dead letter
/// @param fallbackAfter after which the recipient's next channel takes over, where there is one
/// @param uncertainWait how long an attempt without an answer waits for news that prove it
/// @param firstBackOff the most that the first repetition waits; doubled for each further one
/// @param longestBackOff the most that any repetition waits, unless the provider asks for more
/// @param longestWaitInMemory a delivery that has to wait longer waits in the ledger
/// @param maxInHand deliveries of one channel that are unfinished at once
/// @param drainTimeout how long calls under way may go on when the engine is closed
public record DeliveryConfig(
    Duration giveUpAfter,
    Duration fallbackAfter,
    Duration uncertainWait,
    Duration firstBackOff,
    Duration longestBackOff,
    Duration longestWaitInMemory,
    int maxInHand,
    Duration drainTimeout) {

  /// What suits most.
  public static final DeliveryConfig DEFAULT =
      new DeliveryConfig(
          Duration.ofHours(24),
          Duration.ofMinutes(15),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          5_000,
          Duration.ofSeconds(10));

  public DeliveryConfig {
    positive("giveUpAfter", giveUpAfter);
    positive("fallbackAfter", fallbackAfter);
    positive("uncertainWait", uncertainWait);
    positive("firstBackOff", firstBackOff);
    positive("longestBackOff", longestBackOff);
    positive("longestWaitInMemory", longestWaitInMemory);
    if (maxInHand < 1) {
      throw new IllegalArgumentException("maxInHand: %d (expected: >= 1)".formatted(maxInHand));
    }
    if (drainTimeout.isNegative()) {
      throw new IllegalArgumentException("drainTimeout: " + drainTimeout + " (expected: >= 0)");
    }
  }

  /// The usual with what an operator sets.
  public static DeliveryConfig of(
      Duration giveUpAfter, Duration fallbackAfter, Duration uncertainWait) {
    return new DeliveryConfig(
        giveUpAfter,
        fallbackAfter,
        uncertainWait,
        DEFAULT.firstBackOff,
        DEFAULT.longestBackOff,
        DEFAULT.longestWaitInMemory,
        DEFAULT.maxInHand,
        DEFAULT.drainTimeout);
  }

  /// The same with another bound.
  public DeliveryConfig withMaxInHand(int other) {
    return new DeliveryConfig(
        giveUpAfter,
        fallbackAfter,
        uncertainWait,
        firstBackOff,
        longestBackOff,
        longestWaitInMemory,
        other,
        drainTimeout);
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException("%s: %s (expected: > 0)".formatted(name, value));
    }
  }
}
