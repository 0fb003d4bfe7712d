package io.chat4all.bench.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class HangingProxyTest {

  @Test
  void passesBothWaysUntilItHangs() throws Exception {
    try (var provider = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        var proxy = HangingProxy.before("http://127.0.0.1:" + provider.getLocalPort())) {
      Thread.ofVirtual().start(() -> echo(provider));
      try (var socket = connect(proxy)) {
        assertThat(ask(socket, "one")).isEqualTo("one");

        proxy.hang();

        socket.setSoTimeout(200);
        assertThatThrownBy(() -> ask(socket, "two")).isInstanceOf(SocketTimeoutException.class);
      }
      try (var later = connect(proxy)) {
        later.setSoTimeout(200);
        assertThatThrownBy(() -> ask(later, "six")).isInstanceOf(SocketTimeoutException.class);
      }
    }
  }

  @Test
  void hangsUpWhenItIsClosed() throws Exception {
    try (var provider = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> echo(provider));
      var proxy = HangingProxy.before("http://127.0.0.1:" + provider.getLocalPort());
      try (var socket = connect(proxy)) {
        assertThat(ask(socket, "one")).isEqualTo("one");

        proxy.close();

        assertThat(socket.getInputStream().read()).isNegative();
      }
    }
  }

  private static Socket connect(HangingProxy proxy) throws IOException {
    var url = URI.create(proxy.url());
    return new Socket(url.getHost(), url.getPort());
  }

  private static String ask(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    return new String(socket.getInputStream().readNBytes(text.length()), US_ASCII);
  }

  private static void echo(ServerSocket provider) {
    while (!provider.isClosed()) {
      try (var socket = provider.accept()) {
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException _) {
        // The next one, if there is one.
      }
    }
  }
}
