package io.chat4all.worker.batch;

import io.chat4all.core.log.LoggedFact;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/// How long facts waited from their acceptance until now, as a cheap measure of lag.
public final class Delay {

  private Delay() {}

  /// Milliseconds since the oldest of these facts was accepted; never negative, never a failure.
  public static <F> long millis(
      List<LoggedFact<F>> facts, Function<F, Instant> acceptedAt, Clock clock) {
    var oldest = Instant.MAX;
    for (var logged : facts) {
      var at = acceptedAt.apply(logged.fact());
      if (at.isBefore(oldest)) {
        oldest = at;
      }
    }
    var now = clock.instant();
    if (!oldest.isBefore(now)) {
      return 0;
    }
    long seconds = now.getEpochSecond() - oldest.getEpochSecond();
    return seconds > Integer.MAX_VALUE
        ? Integer.MAX_VALUE * 1_000L
        : seconds * 1_000 + (now.getNano() - oldest.getNano()) / 1_000_000;
  }
}
