package io.chat4all.gateway.socket;

import java.time.Duration;

/// The bounds of live sessions.
///
/// @param heartbeat between two heartbeats; a WebSocket that is silent for three of them is closed
/// @param authenticateWithin for a WebSocket that came without a token
/// @param maxFrames frames that wait for a client, beyond what the transport took; more than the
///   log hands over at once (2,000), or a burst would close clients that do read
/// @param maxBytes their bytes
/// @param maxUnanswered frames of a client that are not answered yet, before no more are read
/// @param maxFrameBytes bytes of one frame of a client
/// @param maxConversations conversations of one user that are live, the newest ones
public record SessionConfig(
    Duration heartbeat,
    Duration authenticateWithin,
    int maxFrames,
    int maxBytes,
    int maxUnanswered,
    int maxFrameBytes,
    int maxConversations) {

  /// 20 s heartbeats, 10 s to authenticate, 4,000 frames or 4 MiB waiting, 256 unanswered, 1 MiB
  /// frames, 10,000 conversations.
  public static final SessionConfig DEFAULT =
      new SessionConfig(
          Duration.ofSeconds(20), Duration.ofSeconds(10), 4_000, 4 << 20, 256, 1 << 20, 10_000);

  public SessionConfig {
    if (heartbeat.compareTo(Duration.ofMillis(20)) < 0) {
      throw new IllegalArgumentException("heartbeat: %s (expected: >= 20ms)".formatted(heartbeat));
    }
    if (authenticateWithin.isNegative() || authenticateWithin.isZero()) {
      throw new IllegalArgumentException(
          "authenticate within: %s (expected: > 0)".formatted(authenticateWithin));
    }
    requirePositive("max frames", maxFrames);
    requirePositive("max bytes", maxBytes);
    requirePositive("max unanswered", maxUnanswered);
    requirePositive("max frame bytes", maxFrameBytes);
    requirePositive("max conversations", maxConversations);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s: %d (expected: >= 1)".formatted(name, value));
    }
  }
}
