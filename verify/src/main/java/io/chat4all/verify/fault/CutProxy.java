package io.chat4all.verify.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A TCP proxy in front of one gateway that can reset all its connections, or let nothing through
/// for a while. Where the gateway drains or refuses a connection it goes to the next one, as load
/// balancers do. Listens on a free port of the loopback interface.
///
/// Thread-safe.
public final class CutProxy implements AutoCloseable {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int BUFFER = 16_384;

  private final List<DrainWatch> upstreams;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private boolean held;
  private volatile boolean closed;

  private CutProxy(List<DrainWatch> upstreams, ServerSocket listener) {
    this.upstreams = List.copyOf(upstreams);
    this.listener = listener;
  }

  /// Starts a proxy before each of these gateways, `http://host:port`.
  public static List<CutProxy> beforeEach(List<URI> gateways) {
    var watched = gateways.stream().map(DrainWatch::new).toList();
    var proxies = new ArrayList<CutProxy>();
    for (int first = 0; first < watched.size(); first++) {
      var upstreams = new ArrayList<>(watched);
      Collections.rotate(upstreams, -first);
      proxies.add(before(upstreams));
    }
    return proxies;
  }

  private static CutProxy before(List<DrainWatch> upstreams) {
    try {
      var proxy =
          new CutProxy(upstreams, new ServerSocket(0, 256, InetAddress.getLoopbackAddress()));
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
    upstreams.getFirst().close();
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
    try {
      client.setTcpNoDelay(true);
      var server = firstThatAnswers();
      open.add(server);
      try {
        server.setTcpNoDelay(true);
        Thread.ofVirtual().name("verify-proxy-up").start(() -> pump(client, server));
        pump(server, client);
      } finally {
        open.remove(server);
      }
    } catch (IOException _) {
      reset(client);
    } finally {
      open.remove(client);
    }
  }

  private Socket firstThatAnswers() throws IOException {
    IOException failure = new IOException("no gateway");
    for (var upstream : choice()) {
      var socket = new Socket();
      try {
        socket.connect(
            new InetSocketAddress(upstream.getHost(), upstream.getPort()), CONNECT_MILLIS);
        return socket;
      } catch (IOException e) {
        failure = e;
        socket.close();
      }
    }
    throw failure;
  }

  private List<URI> choice() {
    return upstreams.stream()
        .sorted(Comparator.comparing(DrainWatch::isDraining))
        .map(DrainWatch::gateway)
        .toList();
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
