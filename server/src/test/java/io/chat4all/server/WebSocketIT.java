package io.chat4all.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A message from one user to another over WebSocket, on a real demo, with a client that others
/// wrote.
@Timeout(60)
class WebSocketIT {

  @TempDir private static Path dataDir = Path.of("");
  private static ServerProcess demo;

  @BeforeAll
  static void start() {
    demo = ServerProcess.start("demo", dataDir, 0);
  }

  @AfterAll
  static void stop() {
    demo.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/ws", "/"})
  void messageIsPushedAndItsReceiptsComeBack(String path) throws Exception {
    try (var calls = new RestCalls(demo.url());
        var http = HttpClient.newHttpClient();
        var bruno = connect(http, demo.url(), path, calls.token("bruno", "test"));
        var maria = connect(http, demo.url(), path, calls.token("maria", "test"))) {
      var conversation = UUID.randomUUID();

      bruno.send(
          "{\"id\":\"1\",\"send\":{\"conversation_id\":\"%s\",\"to\":[\"maria\"],\"content\":\"oi\"}}"
              .formatted(conversation));

      assertThat(bruno.await("\"accepted\"")).contains("\"id\":\"1\"");
      assertThat(maria.await(conversation, "\"content\":\"oi\"")).contains("\"seq\":1");
      maria.send("{\"ack\":{\"conversation_id\":\"%s\",\"seq\":1}}".formatted(conversation));
      assertThat(bruno.await(conversation, "\"DELIVERED\"")).contains("\"recipient\":\"maria\"");
      maria.send("{\"read\":{\"conversation_id\":\"%s\",\"seq\":1}}".formatted(conversation));
      assertThat(bruno.await(conversation, "\"READ\"")).contains("\"up_to_seq\":1");
    }
  }

  private static Peer connect(HttpClient http, URI url, String path, String token) {
    var peer = new Peer();
    var address = URI.create("ws://%s:%d%s".formatted(url.getHost(), url.getPort(), path));
    peer.socket =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .subprotocols("chat4all.v1.json")
            .buildAsync(address, peer)
            .join();
    return peer;
  }

  /// One end, with what it was told.
  private static final class Peer implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable WebSocket socket;

    private void send(String frame) {
      requireNonNull(socket).sendText(frame, true).join();
    }

    private String await(UUID conversation, String part) throws InterruptedException {
      var frame = await(part);
      while (!frame.contains(conversation.toString())) {
        frame = await(part);
      }
      return frame;
    }

    private String await(String part) throws InterruptedException {
      while (true) {
        var frame = frames.poll(20, TimeUnit.SECONDS);
        assertThat(frame).as("a frame with " + part).isNotNull();
        if (frame.contains(part)) {
          return frame;
        }
      }
    }

    /// The HTTP client waits for its sockets when it is closed.
    @Override
    public void close() {
      requireNonNull(socket).abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        frames.add(partial.toString());
        partial.setLength(0);
      }
      webSocket.request(1);
      return null;
    }
  }
}
