package io.chat4all.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.chat4all.core.identity.Secret;
import io.chat4all.store.jdbc.sql.PostgresUrl;
import java.time.Duration;

/// Where the stores on PostgreSQL or CockroachDB are and how they use it.
///
/// @param url `DATABASE_URL`: `postgresql://user:password@host:port/database?sslmode=…`; also
///   `jdbc:postgresql:` and `cockroachdb:`
/// @param connections how many this process has open at most, over all stores
/// @param patience how long a start waits for a server that does not answer
/// @param borrow how long a call waits for a connection before it is `UNAVAILABLE`
/// @param keepsMessages whether the message store is there too
public record PostgresConfig(
    Secret url, int connections, Duration patience, Duration borrow, boolean keepsMessages) {

  public PostgresConfig {
    PostgresUrl.parse(url.reveal());
    if (connections < 6 || connections > 1_000) {
      throw new IllegalArgumentException(
          "connections: %d (expected: 6..1000)".formatted(connections));
    }
    requireNonNull(patience, "patience");
    if (borrow.toMillis() < 250) {
      throw new IllegalArgumentException("borrow: %s (expected: >= 250 ms)".formatted(borrow));
    }
  }

  /// All stores, with 24 connections, and a minute for the server to come up.
  public static PostgresConfig of(Secret url) {
    return new PostgresConfig(url, 24, Duration.ofMinutes(1), Duration.ofSeconds(5), true);
  }

  /// With other stores for messages, or with these.
  public PostgresConfig withMessages(boolean keepsMessages) {
    return new PostgresConfig(url, connections, patience, borrow, keepsMessages);
  }

  /// With another wait for a connection.
  public PostgresConfig withBorrow(Duration borrow) {
    return new PostgresConfig(url, connections, patience, borrow, keepsMessages);
  }

  /// With other bounds.
  public PostgresConfig withLimits(int connections, Duration patience) {
    return new PostgresConfig(url, connections, patience, borrow, keepsMessages);
  }
}
