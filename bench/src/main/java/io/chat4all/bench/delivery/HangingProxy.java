package io.chat4all.bench.delivery;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Stands before a provider and lets everything through, until it is told to hang: then connections
/// are taken and bytes are not passed on any more, in either direction.
///
/// Listens on the loopback. Thread-safe.
final class HangingProxy implements AutoCloseable {
  private static final int BUFFER = 16 << 10;

  private final InetSocketAddress provider;
  private final ServerSocket server;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private volatile boolean hanging;

  private HangingProxy(InetSocketAddress provider, ServerSocket server) {
    this.provider = provider;
    this.server = server;
  }

  /// Starts to listen on any free port.
  static HangingProxy before(String provider) throws IOException {
    var url = URI.create(provider);
    var server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    var proxy = new HangingProxy(new InetSocketAddress(url.getHost(), url.getPort()), server);
    Thread.ofVirtual().name("bench-proxy").start(proxy::accept);
    return proxy;
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /// From now on nothing passes.
  void hang() {
    hanging = true;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().name("bench-proxy-connection").start(() -> connect(socket));
      } catch (IOException _) {
        // Closed.
      }
    }
  }

  private void connect(Socket socket) {
    try (var to = new Socket()) {
      open.add(to);
      to.connect(provider);
      to.setTcpNoDelay(true);
      socket.setTcpNoDelay(true);
      var back = Thread.ofVirtual().name("bench-proxy-answers").start(() -> copy(to, socket));
      copy(socket, to);
      back.join();
      open.remove(to);
    } catch (IOException _) {
      // The provider is gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
      shut(socket);
    }
  }

  private void copy(Socket from, Socket to) {
    var buffer = new byte[BUFFER];
    try {
      for (int read = from.getInputStream().read(buffer);
          read >= 0;
          read = from.getInputStream().read(buffer)) {
        if (hanging) {
          swallow(from, buffer);
          return;
        }
        to.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException _) {
      // One side has hung up.
    } finally {
      shut(from);
      shut(to);
    }
  }

  /// Reads on until the caller gives up, as a provider does that hangs.
  private void swallow(Socket from, byte[] buffer) throws IOException {
    while (from.getInputStream().read(buffer) >= 0) {
      // Nobody hears it.
    }
  }

  private static void shut(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is of no use any more.
    }
  }
}
