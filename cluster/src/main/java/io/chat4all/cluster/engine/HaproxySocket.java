package io.chat4all.cluster.engine;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Tells a HAProxy that runs of another gateway, without a restart that would cut sessions.
///
/// @param path the socket that [HaproxyConfig] has it listen on
/// @see <a href="https://docs.haproxy.org/2.6/management.html#9.3">its commands</a>
public record HaproxySocket(Path path) {

  /// Sends requests to this gateway from now on, as soon as it is healthy.
  public void add(int number, int port) throws IOException {
    add("gateways/gateway-" + number, port, HaproxyConfig.HTTP1);
    add("grpc/gateway-" + number, port, HaproxyConfig.HTTP2);
  }

  private void add(String server, int port, String how) throws IOException {
    for (var command :
        List.of(
            "add server %s 127.0.0.1:%d %s".formatted(server, port, how),
            "enable health " + server,
            "enable server " + server)) {
      var answer = say(command);
      if (!answer.isBlank() && !answer.contains("registered")) {
        throw new IOException("haproxy: " + answer.strip());
      }
    }
  }

  private String say(String command) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
