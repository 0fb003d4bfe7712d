package io.chat4all.cluster.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Asks an engine on 127.0.0.1 the smallest question that only a working one answers.
///
/// Takes at most a second for each of connecting and answering. Thread-safe.
@FunctionalInterface
public interface HealthCheck {

  int PATIENCE_MILLIS = 1_000;

  /// Whether it answered as it should.
  boolean isHealthy();

  /// `GET path` is answered with 200.
  static HealthCheck http(int port, String path) {
    return asking(port, (in, out) -> get(in, out, path).startsWith(" 200"));
  }

  /// `GET /` is answered, with whatever status.
  static HealthCheck anyHttp(int port) {
    return asking(port, (in, out) -> !get(in, out, "/").isEmpty());
  }

  /// A broker that lists itself among the brokers that serve.
  ///
  /// Metadata request, version 1, of no topics: <https://kafka.apache.org/protocol.html>.
  static HealthCheck kafka(int port) {
    return asking(
        port,
        (in, out) -> {
          out.writeInt(14);
          out.writeShort(3);
          out.writeShort(1);
          out.writeInt(0);
          out.writeShort(-1);
          out.writeInt(0);
          out.flush();
          in.readInt();
          in.readInt();
          boolean found = false;
          for (int brokers = in.readInt(); brokers > 0; brokers--) {
            in.readInt();
            in.readUTF();
            found |= in.readInt() == port;
            int rack = in.readShort();
            in.skipNBytes(Math.max(rack, 0));
          }
          return found;
        });
  }

  /// PostgreSQL lets a user begin to sign in: the start-up message of protocol 3.0, answered by a
  /// request for a password.
  static HealthCheck postgres(int port, String user, String database) {
    return asking(
        port,
        (in, out) -> {
          var parameters =
              "user\0%s\0database\0%s\0\0"
                  .formatted(user, database)
                  .getBytes(StandardCharsets.UTF_8);
          out.writeInt(8 + parameters.length);
          out.writeInt(3 << 16);
          out.write(parameters);
          out.flush();
          return in.readByte() == 'R';
        });
  }

  /// Redis answers a PING, be it that it wants a password first.
  static HealthCheck redis(int port) {
    return asking(
        port,
        (in, out) -> {
          out.write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
          out.flush();
          var answer = new String(in.readNBytes(5), StandardCharsets.US_ASCII);
          return answer.equals("+PONG") || answer.equals("-NOAU");
        });
  }

  /// Cassandra answers OPTIONS with SUPPORTED (native protocol, version 4).
  static HealthCheck cassandra(int port) {
    return asking(
        port,
        (in, out) -> {
          out.write(new byte[] {4, 0, 0, 0, 5, 0, 0, 0, 0});
          out.flush();
          return in.readNBytes(5)[4] == 6;
        });
  }

  private static String get(DataInputStream in, DataOutputStream out, String path)
      throws IOException {
    var request = "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".formatted(path);
    out.write(request.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    var answer = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
    return answer.startsWith("HTTP/1.") ? answer.substring("HTTP/1.1".length()) : "";
  }

  private static HealthCheck asking(int port, Question question) {
    return () -> {
      try (var socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return question.ask(
            new DataInputStream(socket.getInputStream()),
            new DataOutputStream(socket.getOutputStream()));
      } catch (IOException | RuntimeException e) {
        return false;
      }
    };
  }

  /// One exchange over a new connection.
  interface Question {
    boolean ask(DataInputStream in, DataOutputStream out) throws IOException;
  }
}
