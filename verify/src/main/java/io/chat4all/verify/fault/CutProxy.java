package io.chat4all.verify.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A TCP proxy in front of one gateway that can reset all its connections, or let nothing through for
/// a while. Listens on a free port of the loopback interface.
///
/// Thread-safe.
public final class CutProxy implements AutoCloseable {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int BUFFER = 16_384;

  private final URI upstream;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private boolean held;
  private volatile boolean closed;

  private CutProxy(URI upstream, ServerSocket listener) {
    this.upstream = upstream;
    this.listener = listener;
  }

  /// Starts a proxy before `http://host:port`.
  public static CutProxy before(URI upstream) {
    try {
      var proxy = new CutProxy(upstream, new ServerSocket(0, 256, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().name("verify-proxy").start(proxy::acceptAll);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where clients call instead.
  public URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /// Resets every connection; new ones work.
  public void cut() {
    open.forEach(CutProxy::reset);
  }

  /// From now on nothing goes through, in neither direction, until [#release].
  public void hold() {
    lock.lock();
    try {
      held = true;
    } finally {
      lock.unlock();
    }
  }

  /// Lets everything through again, what was held first.
  public void release() {
    lock.lock();
    try {
      held = false;
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    release();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      cut();
    }
  }

  private void acceptAll() {
    while (!closed) {
      try {
        var client = listener.accept();
        open.add(client);
        Thread.ofVirtual().name("verify-proxy").start(() -> connect(client));
      } catch (IOException _) {
        // Closed, or a client that was gone at once.
      }
    }
  }

  private void connect(Socket client) {
    var server = new Socket();
    open.add(server);
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(
          new InetSocketAddress(upstream.getHost(), upstream.getPort()), CONNECT_MILLIS);
      Thread.ofVirtual().name("verify-proxy-up").start(() -> pump(client, server));
      pump(server, client);
    } catch (IOException _) {
      reset(client);
      reset(server);
    } finally {
      open.remove(client);
      open.remove(server);
    }
  }

  private void pump(Socket from, Socket to) {
    var buffer = new byte[BUFFER];
    try (from;
        to) {
      var in = from.getInputStream();
      var out = to.getOutputStream();
      int length = in.read(buffer);
      while (length >= 0) {
        awaitRelease();
        out.write(buffer, 0, length);
        length = in.read(buffer);
      }
    } catch (IOException _) {
      // Cut, or one side is gone: both sockets are closed.
    }
  }

  private void awaitRelease() {
    lock.lock();
    try {
      while (held) {
        released.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /// RST instead of FIN: the other side learns at once, and nothing of what was written counts.
  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException _) {
      // It was closed before.
    }
  }
}
