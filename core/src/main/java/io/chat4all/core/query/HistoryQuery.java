package io.chat4all.core.query;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// Which page of a history is meant.
///
/// @param after only messages with a greater `seq`, the oldest of them first
/// @param before only messages with a smaller `seq`, the newest of them; 0 means the newest page
/// @param since only messages of this time or later
public record HistoryQuery(
    OptionalLong after, OptionalLong before, Optional<Instant> since, int limit) {

  public HistoryQuery {
    if (limit < 1 || limit > 1_000) {
      throw new IllegalArgumentException("limit: %d (expected: 1..1000)".formatted(limit));
    }
    if (after.isPresent() && before.isPresent()) {
      throw new IllegalArgumentException("after_seq and before_seq (expected: one of them)");
    }
  }

  /// Whether pages go from newer to older messages.
  public boolean isBackward() {
    return before.isPresent();
  }
}
