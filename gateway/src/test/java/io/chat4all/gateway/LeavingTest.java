package io.chat4all.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
final class LeavingTest {

  private final AtomicBoolean leaving = new AtomicBoolean();
  private final Set<SocketAddress> connections = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<HttpResponse> slow = new CompletableFuture<>();
  private final CompletableFuture<Void> slowBegan = new CompletableFuture<>();
  private final Server server =
      Server.builder()
          .http(0)
          .service(
              "/",
              (ctx, _) -> {
                connections.add(ctx.remoteAddress());
                return HttpResponse.of(HttpStatus.OK);
              })
          .service(
              "/slow",
              (_, _) -> {
                slowBegan.complete(null);
                return HttpResponse.of(slow);
              })
          .decorator(Leaving.decorator(leaving::get, Duration.ofMillis(1)))
          .build();
  private final ClientFactory clients = ClientFactory.builder().build();

  LeavingTest() {
    server.start().join();
  }

  @AfterEach
  void close() {
    clients.close();
    var _ = server.stop();
  }

  @ParameterizedTest
  @EnumSource(names = {"H1C", "H2C"})
  void aClientComesBackOverAnotherConnectionOnceTheNodeLeaves(SessionProtocol protocol) {
    var client = client(protocol);
    get(client);
    get(client);
    assertThat(connections).hasSize(1);

    leaving.set(true);
    assertThat(get(client).status()).isEqualTo(HttpStatus.OK);
    assertThat(get(client).status()).isEqualTo(HttpStatus.OK);

    assertThat(connections).hasSize(2);
  }

  @Test
  void aCallThatIsUnderWayOnTheSameConnectionIsAnswered() throws Exception {
    var client = client(SessionProtocol.H2C);
    var underWay = client.get("/slow").aggregate();
    slowBegan.get(10, TimeUnit.SECONDS);
    leaving.set(true);
    get(client);
    get(client);

    slow.complete(HttpResponse.of(HttpStatus.ACCEPTED));

    assertThat(underWay.get(10, TimeUnit.SECONDS).status()).isEqualTo(HttpStatus.ACCEPTED);
  }

  private WebClient client(SessionProtocol protocol) {
    return WebClient.builder(protocol.uriText() + "://127.0.0.1:" + server.activeLocalPort())
        .factory(clients)
        .build();
  }

  private static AggregatedHttpResponse get(WebClient client) {
    return client.get("/").aggregate().join();
  }
}
