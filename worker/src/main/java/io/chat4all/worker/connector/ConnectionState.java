package io.chat4all.worker.connector;

import io.chat4all.core.connector.ChannelAccount;

/// How one channel account fares, for an operator.
///
/// @param problem why it has no connector here, such as a setting that cannot be; empty when it has
///   one. Why it is stopped stands in the account.
public record ConnectionState(ChannelAccount account, String problem) {

  /// Whether it sends and receives.
  public boolean isWorking() {
    return problem.isEmpty() && account.isRunning();
  }
}
