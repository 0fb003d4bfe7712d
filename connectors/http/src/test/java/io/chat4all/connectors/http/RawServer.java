package io.chat4all.connectors.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// An HTTP/1.1 server that breaks off exactly where it is told to: one step of its script for each
/// connection, the last one for all later ones.
final class RawServer implements AutoCloseable {

  /// What it does with a connection.
  enum Step {
    /// Says at once what no TLS client understands, and closes.
    GARBAGE,
    /// Answers every request on it.
    SERVE,
    /// Answers one request and closes, without having said so.
    SERVE_ONE_THEN_CLOSE,
    /// Reads a request and closes.
    READ_THEN_CLOSE,
    /// Reads a request and never answers.
    READ_THEN_HANG,
    /// Reads a request's head and the first megabyte of its body, and closes.
    READ_SOME_THEN_CLOSE,
    /// Reads a request's head and answers 413 at once, then closes.
    REFUSE_EARLY
  }

  private static final String BODY = "{\"ok\":true}";

  private final ServerSocket socket;
  private final List<Step> script;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  private RawServer(ServerSocket socket, List<Step> script) {
    this.socket = socket;
    this.script = script;
  }

  static RawServer start(Step... script) throws IOException {
    var server =
        new RawServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), List.of(script));
    Thread.ofVirtual().start(server::acceptAll);
    return server;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /// The requests that came whole, first line and body.
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void acceptAll() {
    while (!socket.isClosed()) {
      try {
        var accepted = socket.accept();
        open.add(accepted);
        var step = script.get(Math.min(connections.getAndIncrement(), script.size() - 1));
        Thread.ofVirtual().start(() -> play(accepted, step));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void play(Socket accepted, Step step) {
    try (accepted) {
      if (step == Step.GARBAGE) {
        answer(accepted, "400 Bad Request");
        return;
      }
      var in = accepted.getInputStream();
      while (readRequest(in, step)) {
        switch (step) {
          case GARBAGE -> throw new IOException("said above");
          case SERVE -> answer(accepted, "200 OK");
          case SERVE_ONE_THEN_CLOSE -> {
            answer(accepted, "200 OK");
            return;
          }
          case READ_THEN_CLOSE, READ_SOME_THEN_CLOSE -> {
            return;
          }
          case READ_THEN_HANG -> {
            var _ = in.read();
            return;
          }
          case REFUSE_EARLY -> {
            answer(accepted, "413 Request Entity Too Large");
            accepted.shutdownOutput();
            in.skip(Long.MAX_VALUE);
            return;
          }
        }
      }
    } catch (IOException e) {
      // The client hung up.
    }
  }

  private boolean readRequest(InputStream in, Step step) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var next = in.read();
      if (next < 0) {
        return false;
      }
      head.append((char) next);
    }
    var length = head.toString().lines().filter(l -> l.startsWith("content-length:")).findFirst();
    var size = length.map(l -> Integer.parseInt(l.substring(15).trim())).orElse(0);
    if (step == Step.REFUSE_EARLY) {
      return true;
    }
    if (step == Step.READ_SOME_THEN_CLOSE) {
      in.skipNBytes(1 << 20);
      return true;
    }
    var body = in.readNBytes(size);
    if (body.length < size) {
      return false;
    }
    var first = head.substring(0, head.indexOf("\r\n"));
    requests.add(first + " " + new String(body, StandardCharsets.UTF_8));
    return true;
  }

  private static void answer(Socket accepted, String status) throws IOException {
    var text =
        "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, BODY.length(), BODY);
    accepted.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    accepted.getOutputStream().flush();
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (var accepted : open) {
        accepted.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
