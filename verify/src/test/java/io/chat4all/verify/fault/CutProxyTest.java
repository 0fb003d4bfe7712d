package io.chat4all.verify.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CutProxyTest {

  private ServerSocket echo;
  private List<CutProxy> proxies = List.of();

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::answerAll);
    proxies = CutProxy.beforeEach(List.of(gone(), url()));
  }

  @AfterEach
  void stop() throws IOException {
    proxies.forEach(CutProxy::close);
    echo.close();
  }

  @Test
  void bytesGoBothWaysThroughTheFirstGatewayThatAnswers() throws IOException {
    try (var client = connect()) {
      assertThat(say(client, 7)).isEqualTo(7);
      assertThat(say(client, 8)).isEqualTo(8);
    }
  }

  @Test
  void aGatewayThatDrainsIsGivenNothingNew() throws IOException {
    var draining = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    draining.createContext("/health", call -> call.sendResponseHeaders(404, -1));
    draining.start();
    var itsUrl = URI.create("http://127.0.0.1:" + draining.getAddress().getPort());
    var others = CutProxy.beforeEach(List.of(itsUrl, url()));
    try {
      while (!echoes(others.getFirst())) {
        assertThat(Thread.interrupted()).isFalse();
      }
    } finally {
      others.forEach(CutProxy::close);
      draining.stop(0);
    }
  }

  @Test
  void aCutResetsWhatIsOpenAndLetsNewConnectionsThrough() throws IOException {
    try (var client = connect()) {
      say(client, 7);

      proxies.getFirst().cut();

      assertThatThrownBy(
              () -> {
                while (say(client, 8) >= 0) {
                  // Until the reset is seen.
                }
                throw new IOException("ended");
              })
          .isInstanceOf(IOException.class);
      try (var fresh = connect()) {
        assertThat(say(fresh, 9)).isEqualTo(9);
      }
    }
  }

  @Test
  void whatIsHeldComesAfterTheRelease() throws IOException {
    try (var client = connect()) {
      say(client, 7);

      proxies.getFirst().hold();
      client.getOutputStream().write(8);
      client.setSoTimeout(100);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      client.setSoTimeout(10_000);
      proxies.getFirst().release();

      assertThat(client.getInputStream().read()).isEqualTo(8);
    }
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + echo.getLocalPort());
  }

  /// Where nobody listens any more.
  private static URI gone() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }

  private Socket connect() throws IOException {
    return connect(proxies.getFirst());
  }

  private static Socket connect(CutProxy to) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), to.url().getPort());
  }

  /// A server of HTTP waits for more instead.
  private static boolean echoes(CutProxy proxy) throws IOException {
    try (var client = connect(proxy)) {
      client.setSoTimeout(100);
      return say(client, 7) == 7;
    } catch (SocketTimeoutException _) {
      return false;
    }
  }

  private static int say(Socket to, int what) throws IOException {
    to.getOutputStream().write(what);
    return to.getInputStream().read();
  }

  private void answerAll() {
    try {
      while (true) {
        var client = echo.accept();
        Thread.ofVirtual().start(() -> answer(client));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private static void answer(Socket client) {
    try (client) {
      int what = client.getInputStream().read();
      while (what >= 0) {
        client.getOutputStream().write(what);
        what = client.getInputStream().read();
      }
    } catch (IOException _) {
      // The proxy reset it.
    }
  }
}
