package io.chat4all.verify.check;

import java.util.Arrays;

/// Remembers the pauses between events, so that the longest in any window can be told later.
///
/// Pauses shorter than 50 ms are not kept: two numbers for each that is. Not thread-safe.
final class Silences {

  private static final long SHORTEST = 50_000_000;

  private long[] pauses = new long[64];
  private int size;
  private long last;

  void event(long now) {
    if (now - last >= SHORTEST) {
      if (size + 2 > pauses.length) {
        pauses = Arrays.copyOf(pauses, pauses.length * 2);
      }
      pauses[size++] = last;
      pauses[size++] = now;
    }
    last = Math.max(last, now);
  }

  /// The longest time within the window in which nothing happened.
  long longest(long from, long to) {
    long longest = Math.max(0, to - Math.max(last, from));
    for (int i = 0; i < size; i += 2) {
      longest = Math.max(longest, Math.min(pauses[i + 1], to) - Math.max(pauses[i], from));
    }
    return longest;
  }
}
