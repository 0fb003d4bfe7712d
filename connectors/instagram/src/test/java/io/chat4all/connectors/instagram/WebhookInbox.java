package io.chat4all.connectors.instagram;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chat4all.connector.api.Connector.WebhookHandler;
import io.chat4all.connector.api.WebhookOutcome;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.WebhookRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Takes a provider's calls over HTTP as the gateway does, keeps the events, and serves a file.
final class WebhookInbox implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<InboundEvent> events = new LinkedBlockingQueue<>();

  WebhookInbox(WebhookHandler handler) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/hook", call -> take(call, handler));
    server.createContext("/file.png", call -> answer(call, 200, "png bytes"));
    server.start();
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
  }

  /// The next event of a type; others before it are passed over.
  <T extends InboundEvent> T next(Class<T> type) throws InterruptedException {
    while (true) {
      var event = events.poll(10, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("nothing came (expected: %s)".formatted(type.getSimpleName()));
      }
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
  }

  private void take(HttpExchange call, WebhookHandler handler) throws IOException {
    var headers = new HashMap<String, String>();
    call.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    var query = new HashMap<String, String>();
    var raw = call.getRequestURI().getRawQuery();
    for (var field : raw == null ? new String[0] : raw.split("&", -1)) {
      var pair = field.split("=", 2);
      query.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    var body = call.getRequestBody().readAllBytes();
    var request = new WebhookRequest(call.getRequestMethod(), query, headers, body);
    switch (handler.read(request)) {
      case WebhookOutcome.Events(var news) -> {
        events.addAll(news);
        answer(call, 200, "");
      }
      case WebhookOutcome.Challenge(var text) -> answer(call, 200, text);
      case WebhookOutcome.Forged(var reason) -> answer(call, 401, reason);
      case WebhookOutcome.Unreadable(var reason) -> answer(call, 400, reason);
    }
  }

  private static void answer(HttpExchange call, int status, String text) throws IOException {
    try (call) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      call.getResponseHeaders().set("Content-Type", "image/png");
      call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        call.getResponseBody().write(bytes);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
