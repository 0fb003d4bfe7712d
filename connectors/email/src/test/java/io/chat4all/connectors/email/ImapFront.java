package io.chat4all.connectors.email;

import io.chat4all.connector.kit.Behaviour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
import jdk.net.ExtendedSocketOptions;

/// Stands before an IMAP server, can misbehave, and can conceal that the server knows IDLE.
final class ImapFront implements AutoCloseable {

  private final ServerSocket socket;
  private final IntSupplier serverPort;
  private final boolean idle;
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Behaviour behaviour = Behaviour.ACCEPTS;

  /// @param serverPort asked when a connection comes
  ImapFront(IntSupplier serverPort, boolean idle) throws IOException {
    this.serverPort = serverPort;
    this.idle = idle;
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  void behave(Behaviour next) {
    behaviour = next;
    if (next == Behaviour.REFUSES_CONNECTION) {
      closeQuietly(socket);
    }
  }

  /// Cuts every connection there is.
  void cut() {
    connections.forEach(ImapFront::closeQuietly);
    connections.clear();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        var client = socket.accept();
        connections.add(client);
        Thread.startVirtualThread(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      switch (behaviour) {
        case FAILS -> say(client, "* BYE [UNAVAILABLE] not well\r\n");
        case FAILS_UNREADABLY -> say(client, "HTTP/1.1 502 Bad Gateway\r\n\r\n<html>\r\n");
        case HANGS_UP, REFUSES_CONNECTION -> client.getOutputStream().flush();
        case HANGS -> closed.await();
        default -> forward(client);
      }
    } catch (IOException e) {
      // cut
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forward(Socket client) throws IOException, InterruptedException {
    try (var server = new Socket(InetAddress.getLoopbackAddress(), serverPort.getAsInt())) {
      connections.add(server);
      client.setTcpNoDelay(true);
      var up = Thread.startVirtualThread(() -> pipe(client, server));
      pipe(server, client);
      up.join();
    }
  }

  private void pipe(Socket from, Socket to) {
    try (from;
        to) {
      var bytes = new byte[8_192];
      acknowledgeAtOnce(from);
      int count = from.getInputStream().read(bytes);
      while (count >= 0) {
        var text = new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
        var shown = idle ? text : text.replace(" IDLE", " X-ID");
        to.getOutputStream().write(shown.getBytes(StandardCharsets.ISO_8859_1));
        acknowledgeAtOnce(from);
        count = from.getInputStream().read(bytes);
      }
    } catch (IOException e) {
      // cut
    }
  }

  /// GreenMail writes in small pieces and waits 40 ms for the acknowledgement of each.
  private static void acknowledgeAtOnce(Socket socket) throws IOException {
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
      socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
    }
  }

  private static void say(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    client.shutdownOutput();
    client.getInputStream().readAllBytes();
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // it is closed, then
    }
  }

  @Override
  public void close() {
    closed.countDown();
    closeQuietly(socket);
    cut();
  }
}
