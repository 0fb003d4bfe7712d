package io.chat4all.client;

import java.time.Duration;
import java.util.Map;

/// How a live session behaves.
///
/// @param cursors where to start: the highest `seq` that the listener knows of a conversation; what
///   came after it is delivered first
/// @param discover whether to list the caller's conversations before each connection, so that
///   messages of a conversation that was silent so far are not missed by a break; conversations
///   without a cursor then start at their newest message
/// @param maxInFlight how many sends may be unanswered; a further one waits
/// @param sendDeadline how long a send may stay unanswered, over all connections
/// @param ackDelay how long acks and read markers are gathered, to send one per conversation
/// @param connectTimeout how long opening a connection may take
public record LiveOptions(
    Map<String, Long> cursors,
    boolean discover,
    int maxInFlight,
    Duration sendDeadline,
    Duration ackDelay,
    Duration connectTimeout) {

  public LiveOptions {
    cursors = Map.copyOf(cursors);
    if (maxInFlight < 1) {
      throw new IllegalArgumentException("maxInFlight: " + maxInFlight + " (expected: >= 1)");
    }
    notNegative("sendDeadline", sendDeadline);
    notNegative("ackDelay", ackDelay);
    notNegative("connectTimeout", connectTimeout);
  }

  /// No cursors, discovery on, 1,024 sends in flight for at most 30 s, acks every 20 ms, 10 s to
  /// connect.
  public static LiveOptions defaults() {
    return new LiveOptions(
        Map.of(),
        true,
        1_024,
        Duration.ofSeconds(30),
        Duration.ofMillis(20),
        Duration.ofSeconds(10));
  }

  /// The same, starting from these cursors.
  public LiveOptions withCursors(Map<String, Long> value) {
    return new LiveOptions(value, discover, maxInFlight, sendDeadline, ackDelay, connectTimeout);
  }

  /// The same, with or without discovery.
  public LiveOptions withDiscover(boolean value) {
    return new LiveOptions(cursors, value, maxInFlight, sendDeadline, ackDelay, connectTimeout);
  }

  /// The same, with another bound on unanswered sends.
  public LiveOptions withMaxInFlight(int value) {
    return new LiveOptions(cursors, discover, value, sendDeadline, ackDelay, connectTimeout);
  }

  /// The same, with another time for a send.
  public LiveOptions withSendDeadline(Duration value) {
    return new LiveOptions(cursors, discover, maxInFlight, value, ackDelay, connectTimeout);
  }

  /// The same, with another time to gather acks.
  public LiveOptions withAckDelay(Duration value) {
    return new LiveOptions(cursors, discover, maxInFlight, sendDeadline, value, connectTimeout);
  }

  /// The same, with another time to connect.
  public LiveOptions withConnectTimeout(Duration value) {
    return new LiveOptions(cursors, discover, maxInFlight, sendDeadline, ackDelay, value);
  }

  private static void notNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
    }
  }
}
