package io.chat4all.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.chat4all.protocol.v1.ConversationsGrpc;
import io.chat4all.protocol.v1.ListConversationsRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every port speaks every protocol.
@Timeout(60)
class EveryPortTest {

  @Test
  void restGrpcAndWebSocketAreServedOnEachPort() throws Exception {
    try (var node = TestNode.start()) {
      var token = node.user("bruno").token();
      assertThat(node.gateway().ports()).hasSize(2).doesNotHaveDuplicates();
      for (int port : node.gateway().ports()) {
        var rest = new Rest(node.http, "http://127.0.0.1:" + port, token);
        var frames = new Frames();
        var socket =
            HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(URI.create("ws://127.0.0.1:%d/v1/ws".formatted(port)), frames)
                .get(20, TimeUnit.SECONDS);
        assertThat(frames.next()).contains("\"ready\"");

        var chat = UUID.randomUUID().toString();
        rest.post("/v1/messages", "{\"chat_id\":\"%s\",\"content\":\"hello\"}".formatted(chat))
            .expect(202);

        assertThat(frames.containing("hello")).contains(chat);
        socket.abort();
        var conversations =
            GrpcClients.builder("gproto+http://127.0.0.1:" + port)
                .setHeader("authorization", "Bearer " + token)
                .build(ConversationsGrpc.ConversationsBlockingStub.class)
                .listConversations(ListConversationsRequest.getDefaultInstance());
        assertThat(conversations.getConversationsCount()).isPositive();
      }
      assertThat(node.anonymous().get("/metrics").response().body())
          .contains("websocket_connections_total 2.0");
    }
  }

  /// What came over a WebSocket.
  private static final class Frames implements WebSocket.Listener {

    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    String next() throws InterruptedException {
      var frame = frames.poll(20, TimeUnit.SECONDS);
      assertThat(frame).isNotNull();
      return frame == null ? "" : frame;
    }

    String containing(String text) throws InterruptedException {
      var frame = next();
      while (!frame.contains(text)) {
        frame = next();
      }
      return frame;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        frames.add(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }
}
