package io.chat4all.gateway;

import io.chat4all.core.limit.Limit;
import io.chat4all.gateway.auth.AuthConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How the gateway listens and what it bounds.
///
/// @param addresses where to listen; port 0 takes any free one
/// @param heartbeat between the heartbeats of a session
/// @param drain how a stop goes
public record GatewayConfig(
    List<InetSocketAddress> addresses,
    AuthConfig auth,
    Limits limits,
    Duration heartbeat,
    Drain drain) {

  public GatewayConfig {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("addresses: none (expected: at least one)");
    }
    if (!heartbeat.isPositive()) {
      throw new IllegalArgumentException("heartbeat: " + heartbeat + " (expected: > 0)");
    }
  }

  /// The defaults: a heartbeat every 20 seconds, 10 seconds to drain.
  public static GatewayConfig of(List<InetSocketAddress> addresses, AuthConfig auth) {
    return new GatewayConfig(
        addresses,
        auth,
        Limits.DEFAULT,
        Duration.ofSeconds(20),
        new Drain(Duration.ZERO, Duration.ofSeconds(10)));
  }

  /// How a stop goes.
  ///
  /// @param delay how long calls are still taken after `/health` says no, so that load balancers
  ///   can look elsewhere before the first call is refused
  /// @param timeout how long calls under way are waited for
  public record Drain(Duration delay, Duration timeout) {
    public Drain {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("drain delay: " + delay + " (expected: >= 0)");
      }
      if (!timeout.isPositive()) {
        throw new IllegalArgumentException("drain timeout: " + timeout + " (expected: > 0)");
      }
    }
  }

  /// What is refused beyond.
  ///
  /// @param maxRequestBytes largest request and largest frame
  /// @param maxCalls unary calls under way at once
  /// @param maxBytesUnderWay bytes of the requests of these calls
  /// @param maxConnections open connections, sessions included
  /// @param requestTimeout after which a call is answered with `unavailable`; longer than the log's
  ///   own timeout
  /// @param sends how often one account may send, edit, delete and react, over all of its calls and
  ///   sessions; absent is without limit
  public record Limits(
      int maxRequestBytes,
      int maxCalls,
      long maxBytesUnderWay,
      int maxConnections,
      Duration requestTimeout,
      Optional<Limit> sends) {

    /// What one account may send by default: far more than any person, and a tenth of what a node
    /// takes in (10,000 a second), so that one account that runs wild leaves room for the others.
    public static final Limit SENDS = new Limit("send", 1_000, 5_000);

    /// 1 MiB requests, 4,096 calls with 64 MiB, 50,000 connections, 30 seconds, 1,000 messages a
    /// second of one account, 5,000 at once.
    public static final Limits DEFAULT =
        new Limits(1 << 20, 4_096, 64L << 20, 50_000, Duration.ofSeconds(30), Optional.of(SENDS));

    /// The same with another limit of messages.
    public Limits withSends(Optional<Limit> other) {
      return new Limits(
          maxRequestBytes, maxCalls, maxBytesUnderWay, maxConnections, requestTimeout, other);
    }

    public Limits {
      if (maxRequestBytes < 1024) {
        throw new IllegalArgumentException(
            "max request bytes: " + maxRequestBytes + " (expected: >= 1024)");
      }
      if (maxCalls < 1 || maxBytesUnderWay < 1 || maxConnections < 1) {
        throw new IllegalArgumentException(
            "limits: %d calls, %d bytes, %d connections (expected: >= 1)"
                .formatted(maxCalls, maxBytesUnderWay, maxConnections));
      }
      if (!requestTimeout.isPositive()) {
        throw new IllegalArgumentException(
            "request timeout: " + requestTimeout + " (expected: > 0)");
      }
    }
  }
}
