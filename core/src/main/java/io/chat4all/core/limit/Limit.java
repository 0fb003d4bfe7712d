package io.chat4all.core.limit;

import java.util.regex.Pattern;

/// How often something may be done: so many times at once, and then so many times a second.
///
/// @param name what is limited, such as `send`; each has its own buckets
/// @param perSecond what a bucket gets back each second
/// @param burst what a full bucket holds
public record Limit(String name, int perSecond, int burst) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final int MOST = 1_000_000;

  public Limit {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "limit: '%s' (expected: 1..32 of a-z, 0-9, '-')".formatted(name));
    }
    if (perSecond < 1 || perSecond > MOST || burst < 1 || burst > MOST) {
      throw new IllegalArgumentException(
          "limit %s: %d a second, %d at once (expected: 1..%d)"
              .formatted(name, perSecond, burst, MOST));
    }
  }
}
