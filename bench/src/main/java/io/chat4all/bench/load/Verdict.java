package io.chat4all.bench.load;

/// What the comparison of answers, pushes and history found.
///
/// `lost`: accepted, but not in the history or never pushed. `duplicated`: more than once in the
/// history. `reordered`: history or pushes against the sender's order. `gaps`: numbers missing in
/// `seq`. `corrupted`: other text or another `seq` than expected. `pushRepeats` are allowed, as
/// pushes come at least once; `storedUnaccepted` are messages without an answer that were stored.
public record Verdict(
    int stored,
    int storedInWindow,
    int lostInHistory,
    int lostPushes,
    int duplicated,
    int reordered,
    int gaps,
    int corrupted,
    int foreign,
    int pushRepeats,
    int storedUnaccepted) {

  /// Messages that were lost in one way or the other.
  public int lost() {
    return lostInHistory + lostPushes;
  }

  /// Whether nothing was lost, repeated, out of order or changed.
  public boolean isClean() {
    return lost() == 0
        && duplicated == 0
        && reordered == 0
        && gaps == 0
        && corrupted == 0
        && foreign == 0;
  }
}
