package io.chat4all.connectors.instagram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.kit.Arrival;
import io.chat4all.connector.kit.Behaviour;
import io.chat4all.connector.kit.ConnectorHarness;
import io.chat4all.connectors.http.Json;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The Graph API for one account, as far as the connector calls it.
final class GraphProvider extends ConnectorHarness {

  static final String OUR_ID = "17841400000000001";
  static final String TOKEN = "IGAA-token-4711";
  static final String APP_SECRET = "app-secret-4712";
  static final String VERIFY_TOKEN = "verify-4713";

  private final ConnectorFactory factory;
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
  private final List<String> paths = new CopyOnWriteArrayList<>();
  private final Map<String, String> files = new ConcurrentHashMap<>();
  private volatile Behaviour behaviour = Behaviour.ACCEPTS;
  private volatile String error = "";

  GraphProvider(ConnectorFactory factory) throws IOException {
    this.factory = factory;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext("/", this::serve);
    server.start();
  }

  boolean isMessenger() {
    return factory.channel().value().equals("messenger");
  }

  /// What was posted, in order.
  List<JsonNode> bodies() {
    return List.copyOf(bodies);
  }

  /// Where it was posted, with the query.
  List<String> paths() {
    return List.copyOf(paths);
  }

  /// From now on everything is answered with this error.
  void refuse(int code, int subcode) {
    behaviour = Behaviour.REFUSES_MESSAGE;
    error = error(code, subcode, "told to");
  }

  /// Serves a file and answers its link.
  String file(String content) {
    var path = "/cdn/" + files.size();
    files.put(path, content);
    return base() + path;
  }

  String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public ConnectorFactory factory() {
    return factory;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        isMessenger() ? "page-id" : "account-id",
        OUR_ID,
        "token",
        TOKEN,
        "app-secret",
        APP_SECRET,
        "verify-token",
        VERIFY_TOKEN,
        "base-url",
        base());
  }

  @Override
  public void behave(Behaviour next) {
    behaviour = next;
    error =
        switch (next) {
          case REFUSES_RECIPIENT -> error(551, 1545041, "This person isn't available right now.");
          case REFUSES_MESSAGE -> error(100, 2018109, "Attachment size exceeds allowable limit");
          case LIMITS_RATE -> error(613, 0, "Calls to this api have exceeded the rate limit.");
          case DEAD_CREDENTIALS -> error(190, 463, "Error validating access token " + TOKEN);
          case FAILS -> error(2, 0, "Service temporarily unavailable");
          default -> "";
        };
    if (next == Behaviour.REFUSES_CONNECTION) {
      server.stop(0);
    }
  }

  @Override
  public Duration rateDelay() {
    return Duration.ZERO;
  }

  @Override
  public String address(int person) {
    return String.valueOf(9_000_000_000_000_000L + person);
  }

  @Override
  public List<Spelling> spellings() {
    return List.of(new Spelling(" 9000000000000001 ", "9000000000000001"));
  }

  @Override
  public List<String> nonsense() {
    return List.of("@maria", "maria", "+5562999990000", "90000000000.1");
  }

  @Override
  public List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  @Override
  public Optional<Webhooks> webhooks() {
    return Optional.of(new GraphCalls(this));
  }

  @Override
  public boolean loseFiles() {
    files.clear();
    return true;
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    executor.shutdownNow();
  }

  private void serve(HttpExchange call) throws IOException {
    try (call) {
      if (call.getRequestMethod().equals("GET")) {
        serveFile(call);
        return;
      }
      var body = call.getRequestBody().readAllBytes();
      switch (behaviour) {
        case ACCEPTS -> accept(call, Json.read(body).orElseThrow());
        case HANGS_UP, REFUSES_CONNECTION -> {
          // closed below, unanswered
        }
        case HANGS -> awaitClose();
        case FAILS_UNREADABLY -> answer(call, 502, "<html>Bad gateway</html>");
        case FAILS -> answer(call, 503, error);
        case DEAD_CREDENTIALS -> answer(call, 401, error);
        default -> answer(call, 400, error);
      }
    }
  }

  private void serveFile(HttpExchange call) throws IOException {
    var content = files.get(call.getRequestURI().getPath());
    if (call.getRequestHeaders().containsKey("Authorization")) {
      answer(call, 500, "a token for the CDN");
    } else if (content == null) {
      answer(call, 403, "URL signature expired");
    } else {
      answer(call, 200, content);
    }
  }

  private void accept(HttpExchange call, JsonNode body) throws IOException {
    var expected = "/v25.0/" + OUR_ID + "/messages";
    var authorized = ("Bearer " + TOKEN).equals(call.getRequestHeaders().getFirst("Authorization"));
    if (!call.getRequestURI().getPath().equals(expected) || !authorized) {
      answer(call, 400, error(100, 33, "Unsupported post request"));
      return;
    }
    bodies.add(body);
    paths.add(call.getRequestURI().toString());
    var answer = Json.object().put("recipient_id", Json.text(body, "recipient", "id"));
    if (body.has("message")) {
      answer.put("message_id", arrive(body));
    }
    answer(call, 200, answer.toString());
  }

  private synchronized String arrive(JsonNode body) {
    var mid = "aWdfZAG1f:" + arrivals.size();
    var message = Json.at(body, "message");
    var type = Json.text(message, "attachment", "type");
    arrivals.add(
        new Arrival(
            Json.text(body, "recipient", "id"),
            type.isEmpty() ? ContentType.TEXT : ContentType.valueOf(type.toUpperCase(Locale.ROOT)),
            Json.text(message, "text"),
            Json.text(message, "attachment", "payload", "url"),
            Json.text(body, "reply_to", "mid"),
            mid));
    return mid;
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange call, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().set("Content-Type", "application/json");
    call.sendResponseHeaders(status, bytes.length);
    call.getResponseBody().write(bytes);
  }

  static String error(int code, int subcode, String message) {
    var body = Json.object();
    ObjectNode error = body.putObject("error");
    error.put("message", "(#%d) %s".formatted(code, message)).put("type", "OAuthException");
    error.put("code", code).put("fbtrace_id", "A1b2");
    if (subcode != 0) {
      error.put("error_subcode", subcode);
    }
    return body.toString();
  }
}
