package io.chat4all.core.limit;

import java.time.Duration;

/// Token buckets, one for each limit and key. Never waits for anything outside the process, and
/// never fails: a limit that cannot be shared is kept by each process for itself. Thread-safe.
public interface RateLimits {

  /// Takes one token out of a key's bucket, which is full when the key is new.
  Taking tryTake(Limit limit, String key);

  /// What became of it.
  sealed interface Taking {

    /// There was a token.
    Taking TAKEN = new Taken();

    /// There was a token.
    record Taken() implements Taking {}

    /// There was none; there will be one after this time, if nobody else takes it.
    record RetryAfter(Duration delay) implements Taking {}
  }
}
