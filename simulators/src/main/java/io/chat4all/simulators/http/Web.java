package io.chat4all.simulators.http;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import io.chat4all.simulators.world.Media;
import io.netty.channel.EventLoopGroup;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The providers' own calls: webhooks, challenges, files given by URL. HTTP/1.1. Thread-safe.
public final class Web implements AutoCloseable {

  private static final long MOST_BYTES = 101L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ClientFactory factory;
  private final WebClient client;

  /// @param loops to work on; stay open
  public Web(EventLoopGroup loops) {
    this.factory =
        ClientFactory.builder()
            .workerGroup(loops, false)
            .preferHttp1(true)
            .useHttp2Preface(false)
            .build();
    this.client =
        WebClient.builder()
            .factory(factory)
            .responseTimeout(PATIENCE)
            .maxResponseLength(MOST_BYTES)
            .build();
  }

  /// Posts JSON. The answer's status, or an exception.
  public CompletableFuture<AggregatedHttpResponse> post(
      URI url, byte[] body, Consumer<RequestHeadersBuilder> headers) {
    var head =
        RequestHeaders.builder(HttpMethod.POST, url.toString())
            .set("content-type", "application/json");
    headers.accept(head);
    return client.execute(HttpRequest.of(head.build(), HttpData.wrap(body))).aggregate();
  }

  /// Fetches a text, for a challenge. Empty when there is no answer with 200.
  public Optional<String> get(URI url) {
    return fetch(url.toString()).map(AggregatedHttpResponse::contentUtf8);
  }

  /// Fetches a file. Empty when there is no answer with 200.
  public Optional<Media> file(String url) {
    if (!url.startsWith("http://") && !url.startsWith("https://")) {
      return Optional.empty();
    }
    return fetch(url)
        .map(answer -> {
          var type = answer.contentType();
          var mime = type == null ? "application/octet-stream" : type.toString();
          return new Media(answer.content().array(), mime, lastSegment(url));
        });
  }

  @Override
  public void close() {
    factory.close();
  }

  private Optional<AggregatedHttpResponse> fetch(String url) {
    try {
      var answer = client.get(url).aggregate().join();
      return answer.status().code() == 200 ? Optional.of(answer) : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> lastSegment(String url) {
    try {
      var path = URI.create(url).getPath();
      var name = path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
      return name.isEmpty() ? Optional.empty() : Optional.of(name);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
