package io.chat4all.core.check;

import java.time.Duration;

/// One thing that an examination found, for a person: never holds a secret.
///
/// @param name what was looked at, such as `kafka topics`
/// @param mend what to do about it, naming the setting; empty when there is nothing to do
public record Finding(Level level, String name, String found, String mend) {

  private static final Duration SKEW_WORTH_A_WORD = Duration.ofSeconds(2);
  private static final Duration SKEW_THAT_BREAKS = Duration.ofSeconds(60);

  /// How bad it is.
  public enum Level {
    /// As it should be.
    OK,
    /// It works, and somebody should look at it.
    WARN,
    /// It does not work, or will not.
    FAIL
  }

  public Finding {
    if (name.isBlank() || found.isBlank()) {
      throw new IllegalArgumentException(
          "name: '%s', found: '%s' (expected: both)".formatted(name, found));
    }
    if (level != Level.OK && mend.isBlank()) {
      throw new IllegalArgumentException(
          "mend of '%s': empty (expected: what to do)".formatted(name));
    }
  }

  public static Finding ok(String name, String found) {
    return new Finding(Level.OK, name, found, "");
  }

  public static Finding warn(String name, String found, String mend) {
    return new Finding(Level.WARN, name, found, mend);
  }

  public static Finding fail(String name, String found, String mend) {
    return new Finding(Level.FAIL, name, found, mend);
  }

  /// A clock against ours: tokens, limits and signatures bear a few seconds, not a minute.
  ///
  /// @param ahead how far that clock is ahead of ours; negative when it is behind
  public static Finding clock(String name, Duration ahead) {
    var off = ahead.abs();
    if (off.compareTo(SKEW_WORTH_A_WORD) <= 0) {
      return ok(name, "agrees with this machine's within 2 s");
    }
    var found =
        "%d s %s this machine's"
            .formatted(off.toSeconds(), ahead.isNegative() ? "behind" : "ahead of");
    var mend = "set both clocks by NTP (chronyd, systemd-timesyncd)";
    return off.compareTo(SKEW_THAT_BREAKS) > 0 ? fail(name, found, mend) : warn(name, found, mend);
  }
}
