package io.chat4all.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/// The business's end of the webhooks: keeps what came and answers as told.
final class WebhookSink implements AutoCloseable {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final List<AggregatedHttpRequest> calls = new ArrayList<>();
  private final Server server;
  private volatile String verifyToken = "";
  private volatile Function<Integer, HttpResponse> answers = _ -> HttpResponse.of(HttpStatus.OK);

  WebhookSink() {
    server =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service(
                "/hook", (_, req) -> HttpResponse.of(req.aggregate().thenApply(this::received)))
            .service(
                "/file",
                (_, _) -> HttpResponse.of(HttpStatus.OK, MediaType.JPEG, "not quite a picture"))
            .build();
    server.start().join();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.activeLocalPort() + "/hook");
  }

  String fileUrl() {
    return "http://127.0.0.1:" + server.activeLocalPort() + "/file";
  }

  void verifyToken(String token) {
    verifyToken = token;
  }

  /// What the call of that number, counted from 1, is answered.
  void answers(Function<Integer, HttpResponse> answers) {
    this.answers = answers;
  }

  /// Waits for that many calls in all.
  List<AggregatedHttpRequest> calls(int count) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    synchronized (calls) {
      while (calls.size() < count) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError("calls: " + calls.size() + " (expected: " + count + ")");
        }
        calls.wait(left);
      }
      return List.copyOf(calls);
    }
  }

  int count() {
    synchronized (calls) {
      return calls.size();
    }
  }

  /// Waits until that many of the objects found in the calls are there.
  List<JsonNode> found(int count, Function<JsonNode, Stream<JsonNode>> finder)
      throws InterruptedException {
    int needed = 1;
    while (true) {
      var seen = calls(needed);
      var found = seen.stream().map(WebhookSink::json).flatMap(finder).toList();
      if (found.size() >= count) {
        return found;
      }
      needed = seen.size() + 1;
    }
  }

  List<JsonNode> statuses(int count) throws InterruptedException {
    return found(
        count, body -> values(body).flatMap(value -> value.path("statuses").valueStream()));
  }

  List<JsonNode> messages(int count) throws InterruptedException {
    return found(
        count, body -> values(body).flatMap(value -> value.path("messages").valueStream()));
  }

  List<JsonNode> messaging(int count) throws InterruptedException {
    return found(
        count,
        body ->
            body.path("entry")
                .valueStream()
                .flatMap(entry -> entry.path("messaging").valueStream()));
  }

  static Stream<JsonNode> values(JsonNode body) {
    return body.path("entry")
        .valueStream()
        .flatMap(entry -> entry.path("changes").valueStream())
        .map(change -> change.path("value"));
  }

  static JsonNode json(AggregatedHttpRequest call) {
    try {
      return MAPPER.readTree(call.content().array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    var _ = server.stop();
  }

  private HttpResponse received(AggregatedHttpRequest call) {
    if (call.method() == HttpMethod.GET) {
      var query =
          com.linecorp.armeria.common.QueryParams.fromQueryString(
              Objects.requireNonNullElse(URI.create(call.path()).getRawQuery(), ""));
      return verifyToken.equals(query.get("hub.verify_token"))
          ? HttpResponse.of(Objects.requireNonNull(query.get("hub.challenge")))
          : HttpResponse.of(HttpStatus.FORBIDDEN);
    }
    int number;
    synchronized (calls) {
      calls.add(call);
      number = calls.size();
      calls.notifyAll();
    }
    return answers.apply(number);
  }
}
