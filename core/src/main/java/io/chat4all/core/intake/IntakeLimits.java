package io.chat4all.core.intake;

/// What the intake accepts at most.
///
/// @param maxTextBytes UTF-8 bytes of a text or caption
/// @param maxMembers members of a group
public record IntakeLimits(int maxTextBytes, int maxMembers) {

  /// 64 KiB of text, 10,000 members.
  public static final IntakeLimits DEFAULT = new IntakeLimits(64 << 10, 10_000);

  public IntakeLimits {
    if (maxTextBytes < 1 || maxTextBytes > 1 << 20) {
      throw new IllegalArgumentException(
          "max text bytes: %d (expected: 1..1048576)".formatted(maxTextBytes));
    }
    if (maxMembers < 2) {
      throw new IllegalArgumentException("max members: %d (expected: >= 2)".formatted(maxMembers));
    }
  }
}
