package io.chat4all.simulators.config;

import java.time.Duration;

/// The providers' rates.
///
/// @param pairBurst messages to one WhatsApp user that may go at once
/// @param pairEvery when the next is earned
public record LimitConfig(
    boolean enabled,
    int whatsappPerSecond,
    int pairBurst,
    Duration pairEvery,
    int telegramPerSecond,
    int telegramChatBurst,
    int graphPerSecond,
    int graphMediaPerSecond) {

  public LimitConfig {
    if (pairEvery.isNegative() || pairEvery.isZero()) {
      throw new IllegalArgumentException("pairEvery: " + pairEvery + " (expected: > 0)");
    }
  }

  /// The published figures of 2026.
  public static LimitConfig real() {
    return new LimitConfig(true, 80, 45, Duration.ofSeconds(6), 30, 3, 300, 10);
  }

  /// No limits, for load tests.
  public static LimitConfig off() {
    return real().withEnabled(false);
  }

  public LimitConfig withEnabled(boolean enabled) {
    return new LimitConfig(
        enabled,
        whatsappPerSecond,
        pairBurst,
        pairEvery,
        telegramPerSecond,
        telegramChatBurst,
        graphPerSecond,
        graphMediaPerSecond);
  }
}
