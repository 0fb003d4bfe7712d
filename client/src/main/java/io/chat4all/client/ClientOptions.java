package io.chat4all.client;

import java.time.Duration;

/// How patient a client is.
///
/// @param callTimeout how long one attempt of one call may take
/// @param sendDeadline how long `send` goes on trying, all attempts and waits together
/// @param backoffFirst the wait after the first failed attempt; doubles from there
/// @param backoffMax the longest wait between attempts
public record ClientOptions(
    Duration callTimeout, Duration sendDeadline, Duration backoffFirst, Duration backoffMax) {

  public ClientOptions {
    positive("callTimeout", callTimeout);
    positive("sendDeadline", sendDeadline);
    positive("backoffFirst", backoffFirst);
    if (backoffMax.compareTo(backoffFirst) < 0) {
      throw new IllegalArgumentException(
          "backoffMax: " + backoffMax + " (expected: >= " + backoffFirst + ")");
    }
  }

  /// 10 s for a call, 30 s for a send, back-off from 100 ms to 5 s.
  public static ClientOptions defaults() {
    return new ClientOptions(
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMillis(100),
        Duration.ofSeconds(5));
  }

  /// The same with another time for one attempt.
  public ClientOptions withCallTimeout(Duration value) {
    return new ClientOptions(value, sendDeadline, backoffFirst, backoffMax);
  }

  /// The same with another time for a send.
  public ClientOptions withSendDeadline(Duration value) {
    return new ClientOptions(callTimeout, value, backoffFirst, backoffMax);
  }

  /// The same with another back-off.
  public ClientOptions withBackoff(Duration first, Duration max) {
    return new ClientOptions(callTimeout, sendDeadline, first, max);
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
