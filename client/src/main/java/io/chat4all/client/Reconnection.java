package io.chat4all.client;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets a channel connect at once to a server that is back.
///
/// gRPC fails every call while it waits between its attempts to connect, and it waits up to two
/// minutes: a server that was away would be unreachable long after its return.
final class Reconnection {

  private static final Duration LIMIT = Duration.ofSeconds(1);

  private Reconnection() {}

  /// If the channel could not connect, tries again and waits up to 1 s until it is connected.
  static void attempt(ManagedChannel channel) {
    long end = System.nanoTime() + LIMIT.toNanos();
    var state = channel.getState(false);
    if (state != ConnectivityState.TRANSIENT_FAILURE) {
      return;
    }
    channel.resetConnectBackoff();
    try {
      while (state == ConnectivityState.TRANSIENT_FAILURE
          || state == ConnectivityState.CONNECTING) {
        var changed = new CountDownLatch(1);
        channel.notifyWhenStateChanged(state, changed::countDown);
        if (!changed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return;
        }
        state = channel.getState(false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Chat4AllException(Chat4AllException.CANCELLED, "interrupted while connecting");
    }
  }
}
