package io.chat4all.store.jdbc;

import static java.util.Objects.requireNonNull;

/// How the embedded stores use memory and disk.
///
/// @param messagesCacheMib page cache of the connection that writes messages, in MiB
/// @param synchronous when a commit counts as durable
public record SqliteConfig(int messagesCacheMib, Synchronous synchronous) {

  /// When a commit counts as durable.
  public enum Synchronous {
    /// On disk before the call returns: survives a loss of power.
    FULL,
    /// Handed to the system: survives the death of the process, not a loss of power.
    NORMAL
  }

  public SqliteConfig {
    if (messagesCacheMib < 1 || messagesCacheMib > 65_536) {
      throw new IllegalArgumentException(
          "messagesCacheMib: %d (expected: 1..65536)".formatted(messagesCacheMib));
    }
    requireNonNull(synchronous, "synchronous");
  }

  /// 64 MiB, and nothing acknowledged is lost.
  public static SqliteConfig defaults() {
    return new SqliteConfig(64, Synchronous.FULL);
  }
}
