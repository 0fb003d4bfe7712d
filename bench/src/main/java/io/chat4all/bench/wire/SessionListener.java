package io.chat4all.bench.wire;

/// Hears what a [Session] received. Called on the loop of its [Transport] only.
public interface SessionListener {
  /// The session is open: every event from now on will come.
  default void opened() {}

  /// Message number `index` was accepted.
  default void accepted(int index) {}

  /// Message number `index` was refused with a code.
  default void refused(int index, String code) {}

  /// Message number `index` was sent and its answer will not come, because its connection broke.
  default void interrupted(int index) {}

  /// A message arrived: the halves of its id, its place, and its raw text in `bytes`.
  default void pushed(long idHigh, long idLow, long seq, byte[] bytes, int from, int to) {}

  /// Everything asked for by [Session#sync] came.
  default void synced() {}

  /// The session ended, or could not be opened, and this is why.
  default void closed(String reason) {}
}
