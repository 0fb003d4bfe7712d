package io.chat4all.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.multipart.AggregatedBodyPart;
import com.linecorp.armeria.common.multipart.Multipart;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// A provider of an HTTP API that answers as a test tells it, and breaks off where a test tells it.
/// One server serves all tests of a class: [#reset] between them.
public final class ScriptedProvider implements AutoCloseable {

  /// What becomes of requests once they are read.
  public enum Mode {
    ANSWERS,
    HANGS_UP,
    HANGS,
    BAD_GATEWAY
  }

  /// A request, read whole.
  ///
  /// @param fields of a form or `multipart/form-data`; a file by the name of its part
  public record Received(
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      Map<String, String> fields,
      Map<String, String> fileTypes,
      String body) {

    /// The body as JSON; an empty object when it is none.
    public JsonNode json() {
      return Json.read(body).orElseGet(Json::object);
    }
  }

  private final Server server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private volatile Mode mode = Mode.ANSWERS;
  private volatile Function<Received, HttpResponse> script = _ -> HttpResponse.of(404);

  private ScriptedProvider() {
    server =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxRequestLength(64L << 20)
            .requestTimeoutMillis(0)
            .serviceUnder("/", (context, request) -> HttpResponse.of(serve(context, request)))
            .build();
  }

  /// Makes one, to be started.
  public static ScriptedProvider create() {
    return new ScriptedProvider();
  }

  /// Starts to serve.
  public void start() {
    server.start().join();
  }

  /// Where it is.
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.activeLocalPort());
  }

  /// Where nobody listens.
  public static URI nowhere() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Forgets everything and answers by this script.
  public void reset(Function<Received, HttpResponse> newScript) {
    mode = Mode.ANSWERS;
    script = newScript;
    received.clear();
  }

  /// From now on requests end so.
  public void behave(Mode newMode) {
    mode = newMode;
  }

  /// Every request that was read whole.
  public List<Received> received() {
    return List.copyOf(received);
  }

  /// JSON with a status.
  public static HttpResponse json(int status, String text) {
    return HttpResponse.of(HttpStatus.valueOf(status), MediaType.JSON, "%s", text);
  }

  private CompletableFuture<HttpResponse> serve(
      ServiceRequestContext context, HttpRequest request) {
    var type = request.contentType();
    if (type != null && type.is(MediaType.parse("multipart/form-data"))) {
      var fields = new TreeMap<String, String>();
      var types = new TreeMap<String, String>();
      return Multipart.from(request)
          .aggregate()
          .thenApply(parts -> {
            for (var part : parts.bodyParts()) {
              read(part, fields, types);
            }
            var headers = headers(request);
            return answer(context, received(context, headers, fields, types, ""));
          });
    }
    return request
        .aggregate()
        .thenApply(whole -> answer(context, received(context, headers(request), whole)));
  }

  private static void read(
      AggregatedBodyPart part, Map<String, String> fields, Map<String, String> types) {
    var name = String.valueOf(part.name());
    fields.put(name, part.contentUtf8());
    if (part.filename() != null) {
      types.put(name, part.filename() + " " + part.contentType());
    }
  }

  private static Map<String, String> headers(HttpRequest request) {
    var headers = new TreeMap<String, String>();
    request
        .headers()
        .forEach((name, value) -> headers.put(name.toString().toLowerCase(Locale.ROOT), value));
    return headers;
  }

  private static Received received(
      ServiceRequestContext context, Map<String, String> headers, AggregatedHttpRequest whole) {
    return received(context, headers, new TreeMap<>(), new TreeMap<>(), whole.contentUtf8());
  }

  private static Received received(
      ServiceRequestContext context,
      Map<String, String> headers,
      Map<String, String> fields,
      Map<String, String> types,
      String body) {
    var query = new TreeMap<String, String>();
    context.queryParams().forEach(query::put);
    return new Received(
        context.method().name(), context.path(), query, headers, fields, types, body);
  }

  private HttpResponse answer(ServiceRequestContext context, Received request) {
    received.add(request);
    return switch (mode) {
      case ANSWERS -> script.apply(request);
      case HANGS -> HttpResponse.streaming();
      case BAD_GATEWAY ->
          HttpResponse.of(HttpStatus.BAD_GATEWAY, MediaType.HTML_UTF_8, "<h1>Bad Gateway</h1>");
      case HANGS_UP -> {
        var channel = context.log().partial().channel();
        if (channel != null) {
          var _ = channel.close();
        }
        yield HttpResponse.streaming();
      }
    };
  }

  @Override
  public void close() {
    server.stop().join();
  }
}
