package io.chat4all.core.route;

import io.chat4all.core.identity.UserId;
import java.util.Arrays;

/// The last users who changed, so that whoever remembers some users can tell whether one of them
/// did, without anybody looking through all that is remembered when one changes.
///
/// Thread-safe.
final class ChangedUsers {

  private static final int KEPT = 1_024;

  private final int[] hashes = new int[KEPT];
  private volatile long count;

  synchronized void add(UserId user) {
    hashes[(int) (count % KEPT)] = user.hashCode();
    count = count + 1;
  }

  /// How many changes there were so far.
  long count() {
    return count;
  }

  /// Whether one of these users may have changed after there were `seen` changes; `sorted` are the
  /// hashes of their ids.
  synchronized boolean changedSince(long seen, int[] sorted) {
    if (count - seen > KEPT) {
      return true;
    }
    for (long i = seen; i < count; i++) {
      if (Arrays.binarySearch(sorted, hashes[(int) (i % KEPT)]) >= 0) {
        return true;
      }
    }
    return false;
  }
}
