package io.chat4all.connector.api;

import java.time.Duration;

/// How fast a provider lets an account send: token buckets that are kept to before it has to
/// refuse.
///
/// @param account everything through the account
/// @param recipient to one address
/// @param concurrency calls under way at once for one account
public record Rates(Bucket account, Bucket recipient, int concurrency) {

  public Rates {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency: %d (expected: >= 1)".formatted(concurrency));
    }
  }

  /// A token bucket.
  ///
  /// @param burst messages at once after a pause
  /// @param messages refilled evenly in each `period`
  public record Bucket(int burst, int messages, Duration period) {

    /// So large that it never holds anything up.
    public static final Bucket UNLIMITED = new Bucket(1_000_000, 1_000_000, Duration.ofSeconds(1));

    public Bucket {
      if (burst < 1 || messages < 1 || !period.isPositive()) {
        throw new IllegalArgumentException(
            "bucket: %d, %d per %s (expected: all > 0)".formatted(burst, messages, period));
      }
    }
  }
}
