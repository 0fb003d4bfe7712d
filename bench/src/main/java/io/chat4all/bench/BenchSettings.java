package io.chat4all.bench;

import io.chat4all.bench.load.Workload;
import io.chat4all.bench.wire.Endpoint;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What one run of the bench was asked to do.
///
/// `history` 0 means no history mode; `server` and `grpc` are where to call, `launcher` starts a
/// server when there is none.
record BenchSettings(
    Optional<Endpoint> server,
    Optional<Endpoint> grpc,
    Optional<String> launcher,
    OptionalLong serverPid,
    Protocol protocol,
    Workload workload,
    int conversations,
    int size,
    int sessions,
    int history,
    Optional<Account> account,
    Duration drain) {

  /// How messages are sent.
  enum Protocol {
    REST,
    GRPC,
    WS
  }

  /// An account to use instead of new users.
  record Account(String name, String secret, boolean client) {
    @Override
    public String toString() {
      return name;
    }
  }
}
