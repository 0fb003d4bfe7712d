package io.chat4all.cluster.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Hands out ports of 127.0.0.1 that nobody listens on, each once.
///
/// They lie below those that the kernel gives to outgoing connections (32768 and up), so that a
/// node that was killed finds its port free again. Not thread-safe.
public final class FreePorts {

  private static final int FIRST = 21_000;
  private static final int LAST = 31_999;

  private final RandomGenerator random;
  private final Set<Integer> taken = new HashSet<>();

  public FreePorts(RandomGenerator random) {
    this.random = random;
  }

  /// Any free port.
  public int any() {
    for (int tries = 0; tries < LAST - FIRST; tries++) {
      int port = random.nextInt(FIRST, LAST + 1);
      if (!taken.contains(port) && isFree(port)) {
        taken.add(port);
        return port;
      }
    }
    throw new IllegalStateException("no free port from %d to %d".formatted(FIRST, LAST));
  }

  /// Takes this port out of what is handed out; answers whether it is free.
  public boolean take(int port) {
    return isFree(port) && taken.add(port);
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
