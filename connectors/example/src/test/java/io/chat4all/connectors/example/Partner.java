package io.chat4all.connectors.example;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.kit.Arrival;
import io.chat4all.connector.kit.Behaviour;
import io.chat4all.connector.kit.ConnectorHarness;
import io.chat4all.connector.kit.News;
import io.chat4all.core.TestClock;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.WebhookRequest;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.ContentType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Plays the partner: an HTTP server that takes what the connector posts, and the calls that it
/// makes itself.
final class Partner extends ConnectorHarness implements ConnectorHarness.Webhooks {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private volatile Behaviour behaviour = Behaviour.ACCEPTS;

  Partner() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/in", this::take);
    server.start();
  }

  @Override
  public ConnectorFactory factory() {
    return new WebhookConnectorFactory();
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "url", "http://127.0.0.1:%d/in".formatted(server.getAddress().getPort()), "secret", SECRET);
  }

  @Override
  public void behave(Behaviour next) {
    behaviour = next;
    if (next == Behaviour.REFUSES_CONNECTION) {
      server.stop(0);
    }
  }

  @Override
  public Duration rateDelay() {
    return Duration.ofSeconds(7);
  }

  @Override
  public String address(int person) {
    return "person-" + person;
  }

  @Override
  public List<Spelling> spellings() {
    return List.of(new Spelling(" ana@shop.example ", "ana@shop.example"));
  }

  @Override
  public List<String> nonsense() {
    return List.of("two words", "a/b", "<ana>");
  }

  @Override
  public List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  private void take(HttpExchange call) throws IOException {
    try (call) {
      var body = call.getRequestBody().readAllBytes();
      switch (behaviour) {
        case ACCEPTS -> {
          arrivals.add(arrival(call, body));
          call.sendResponseHeaders(202, -1);
        }
        case REFUSES_RECIPIENT -> call.sendResponseHeaders(404, -1);
        case REFUSES_MESSAGE -> call.sendResponseHeaders(422, -1);
        case DEAD_CREDENTIALS -> call.sendResponseHeaders(401, -1);
        case LIMITS_RATE -> {
          call.getResponseHeaders().set("Retry-After", "7");
          call.sendResponseHeaders(429, -1);
        }
        case FAILS -> call.sendResponseHeaders(503, -1);
        case FAILS_UNREADABLY -> call.sendResponseHeaders(502, -1);
        case HANGS -> closed.await();
        case HANGS_UP, REFUSES_CONNECTION -> call.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Arrival arrival(HttpExchange call, byte[] body) throws IOException {
    var headers = call.getRequestHeaders();
    var id = headers.getFirst("webhook-id");
    var timestamp = headers.getFirst("webhook-timestamp");
    var right = Signature.of(SECRET).sign(id, timestamp, body);
    if (!right.equals(headers.getFirst("webhook-signature"))) {
      throw new IOException("signature");
    }
    var json = new ObjectMapper().readTree(body);
    return new Arrival(
        json.path("to").asText(),
        ContentType.TEXT,
        json.path("text").asText(),
        "",
        json.path("reply_to").asText(),
        id);
  }

  @Override
  public Optional<Webhooks> webhooks() {
    return Optional.of(this);
  }

  @Override
  public Optional<WebhookRequest> genuine(News news) {
    return json(news).map(json -> signed(json.toString().getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public Optional<WebhookRequest> forged(News news) {
    return genuine(news).map(call -> call("v1,AAAA", call.body()));
  }

  @Override
  public WebhookRequest signed(byte[] body) {
    var signature = Signature.of(SECRET).sign("call-1", timestamp(), body);
    return call("v1,older " + signature, body);
  }

  @Override
  public WebhookRequest unsigned(byte[] body) {
    return new WebhookRequest("POST", Map.of(), Map.of(), body);
  }

  private static WebhookRequest call(String signature, byte[] body) {
    var headers =
        Map.of(
            "Webhook-Id",
            "call-1",
            "Webhook-Timestamp",
            timestamp(),
            "Webhook-Signature",
            signature);
    return new WebhookRequest("POST", Map.of(), headers, body);
  }

  private static String timestamp() {
    return String.valueOf(new TestClock().instant().getEpochSecond());
  }

  private Optional<ObjectNode> json(News news) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("person", address(news.person())).put("at", News.AT.toEpochMilli());
    return switch (news) {
      case News.Wrote(_, var tag, InboundContent.Text(var text), var replyTo) -> {
        replyTo.ifPresent(id -> json.put("reply_to", id));
        yield Optional.of(json.put("type", "message").put("id", tag).put("text", text));
      }
      case News.Reported(_, var id, _, var status) when status != DeliveryStatus.SENT ->
          Optional.of(
              json.put("type", "receipt")
                  .put("id", id)
                  .put("status", status.name().toLowerCase(Locale.ROOT)));
      case News.Unheard _ -> Optional.of(json.put("type", "weather").put("id", "w"));
      default -> Optional.empty();
    };
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
