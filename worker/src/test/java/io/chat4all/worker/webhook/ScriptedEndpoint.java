package io.chat4all.worker.webhook;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A customer's real HTTP server that answers as it is told. Thread-safe.
final class ScriptedEndpoint implements AutoCloseable {

  private final List<Call> calls = new ArrayList<>();
  private final Server server;
  private volatile Function<Call, HttpResponse> answer = _ -> HttpResponse.of(204);

  /// A call that it got.
  record Call(String path, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    String id() {
      return header("webhook-id");
    }
  }

  ScriptedEndpoint() {
    server =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .requestTimeout(Duration.ZERO)
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
            .serviceUnder(
                "/", (_, request) -> HttpResponse.of(request.aggregate().thenApply(this::take)))
            .build();
    server.start().join();
  }

  private HttpResponse take(AggregatedHttpRequest request) {
    var headers =
        request.headers().stream()
            .collect(
                Collectors.toMap(
                    header -> header.getKey().toString(), Map.Entry::getValue, (a, _) -> a));
    var call = new Call(request.path(), headers, request.contentUtf8());
    synchronized (calls) {
      calls.add(call);
    }
    return answer.apply(call);
  }

  String url() {
    return "http://127.0.0.1:%d/hook".formatted(server.activeLocalPort());
  }

  ScriptedEndpoint answering(Function<Call, HttpResponse> other) {
    answer = other;
    return this;
  }

  ScriptedEndpoint answering(int status) {
    return answering(_ -> HttpResponse.of(status));
  }

  ScriptedEndpoint answering(int status, String header, String value) {
    return answering(_ ->
        HttpResponse.of(
            ResponseHeaders.builder(HttpStatus.valueOf(status)).set(header, value).build()));
  }

  /// Takes calls and never answers.
  ScriptedEndpoint hanging() {
    return answering(_ -> HttpResponse.streaming());
  }

  List<Call> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  List<String> bodies() {
    return calls().stream().map(Call::body).toList();
  }

  /// Does not wait for the server's threads, which takes two seconds.
  @Override
  public void close() {
    var _ = server.stop();
  }
}
