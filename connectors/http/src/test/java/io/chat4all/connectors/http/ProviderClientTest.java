package io.chat4all.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.connector.api.Outcome;
import io.chat4all.connectors.http.RawServer.Step;
import io.chat4all.core.identity.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProviderClientTest {

  private static final Call SEND = Call.post("/bot12:token/send", Json.object().put("text", "hi"));

  @Test
  void anAnswerComesWithStatusHeadersAndJson() throws Exception {
    try (var server = RawServer.start(Step.SERVE);
        var client = client(server.uri())) {
      var reply = client.send(SEND);

      assertThat(reply).isInstanceOf(Reply.Answered.class);
      var answered = (Reply.Answered) reply;
      assertThat(answered.isSuccess()).isTrue();
      assertThat(answered.header("Content-Type")).contains("application/json");
      assertThat(answered.json().map(json -> Json.text(json, "ok"))).contains("true");
      assertThat(server.requests())
          .containsExactly("POST /bot12:token/send HTTP/1.1 {\"text\":\"hi\"}");
    }
  }

  @Test
  void aBaseUrlMayHaveAPath() throws Exception {
    try (var server = RawServer.start(Step.SERVE);
        var client = client(URI.create(server.uri() + "/telegram/"))) {
      var _ = client.send(Call.get("/me", Map.of("a b", "c&d")));

      assertThat(server.requests()).containsExactly("GET /telegram/me?a+b=c%26d HTTP/1.1 ");
    }
  }

  @Test
  void aRefusedConnectionWasNotSent() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (var client = client(URI.create("http://127.0.0.1:" + port))) {
      var reply = client.send(SEND);

      assertThat(reply).isEqualTo(new Reply.NotSent("connection refused"));
      assertThat(((Reply.NotSent) reply).outcome())
          .isEqualTo(
              new Outcome.Deferred(Duration.ZERO, Outcome.Scope.ACCOUNT, "connection refused"));
    }
  }

  @Test
  void anUnknownHostWasNotSent() throws Exception {
    try (var client = client(URI.create("http://no-such-host.invalid"))) {
      assertThat(client.send(SEND)).isInstanceOf(Reply.NotSent.class);
    }
  }

  @Test
  void aServerWithoutTlsWasNotSentAnything() throws Exception {
    try (var server = RawServer.start(Step.GARBAGE);
        var client = client(URI.create("https" + server.uri().toString().substring(4)))) {
      var reply = client.send(SEND);

      assertThat(reply).isInstanceOf(Reply.NotSent.class);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void aHangUpAfterTheRequestMayHaveBeenTaken() throws Exception {
    try (var server = RawServer.start(Step.READ_THEN_CLOSE);
        var client = client(server.uri())) {
      var reply = client.send(SEND);

      assertThat(reply)
          .isEqualTo(new Reply.Unanswered("the connection was closed before the answer came"));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aServerThatNeverAnswersMayHaveTakenIt() throws Exception {
    try (var server = RawServer.start(Step.READ_THEN_HANG);
        var client = client(server.uri())) {
      var reply = client.send(SEND.answeredWithin(Duration.ofMillis(200)));

      assertThat(reply).isEqualTo(new Reply.Unanswered("no answer in time"));
    }
  }

  @Test
  void aPooledConnectionThatTheServerClosedLosesAndRepeatsNothing() throws Exception {
    try (var server = RawServer.start(Step.SERVE_ONE_THEN_CLOSE);
        var client = client(server.uri())) {
      var answered = 0;
      var unanswered = 0;
      var notSent = 0;
      for (var i = 0; i < 300; i++) {
        switch (client.send(Call.post("/" + i, Json.object()))) {
          case Reply.Answered _ -> answered++;
          case Reply.Unanswered _ -> unanswered++;
          case Reply.NotSent _ -> notSent++;
        }
      }

      assertThat(server.requests()).doesNotHaveDuplicates();
      assertThat(server.requests()).hasSizeBetween(answered, answered + unanswered);
      assertThat(answered + unanswered + notSent).isEqualTo(300);
      assertThat(answered).isGreaterThan(200);
    }
  }

  @Test
  void anInterruptEndsACall() throws Exception {
    try (var server = RawServer.start(Step.READ_THEN_HANG);
        var client = client(server.uri())) {
      var ended = new AtomicReference<Object>();
      var done = new CountDownLatch(1);
      var caller =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  ended.set(client.send(SEND));
                } catch (InterruptedException e) {
                  ended.set(e);
                }
                done.countDown();
              });
      while (server.requests().isEmpty()) {
        Thread.onSpinWait();
      }
      caller.interrupt();

      done.await();
      assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void aClosedClientSendsNothing() throws Exception {
    try (var server = RawServer.start(Step.SERVE)) {
      var client = client(server.uri());
      client.close();
      client.close();

      assertThat(client.send(SEND)).isInstanceOf(Reply.NotSent.class);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void reasonsHoldNoToken() throws Exception {
    var replies = new ArrayList<Reply>();
    for (var step : List.of(Step.READ_THEN_CLOSE, Step.READ_THEN_HANG)) {
      try (var server = RawServer.start(step);
          var client = client(server.uri())) {
        replies.add(client.send(SEND.answeredWithin(Duration.ofMillis(100))));
      }
    }
    try (var client = client(URI.create("http://no-such-host.invalid"))) {
      replies.add(client.send(SEND));
    }

    assertThat(replies.toString()).doesNotContain("token").doesNotContain("bot12");
  }

  @Test
  void aBaseUrlThatIsNoneIsNamedWithoutItsValue() {
    assertThatThrownBy(() -> ProviderClient.baseUrl("base-url", "ftp://user:pass@host"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("base-url")
        .hasMessageNotContaining("pass");
    assertThat(ProviderClient.baseUrl("base-url", "https://graph.facebook.com"))
        .isEqualTo(URI.create("https://graph.facebook.com"));
  }

  private static ProviderClient client(URI uri) throws IOException {
    return new ProviderClient(uri, Map.of(), List.of(new Secret("12:token")));
  }
}
