package io.chat4all.server;

import static io.chat4all.server.RestCalls.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A customer's server is told by a real one, also over a kill.
@Timeout(90)
class WebhooksIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path dataDir = Path.of("");
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger answer = new AtomicInteger(200);
  private HttpServer customer;
  private volatile String secret = "";

  @BeforeEach
  void open() throws IOException {
    customer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    customer.createContext("/hook", this::take);
    customer.start();
  }

  @AfterEach
  void close() {
    customer.stop(0);
  }

  /// Verifies as the documentation says, and answers as it is told.
  private void take(HttpExchange call) throws IOException {
    var body = new String(call.getRequestBody().readAllBytes(), UTF_8);
    var headers = call.getRequestHeaders();
    var signed =
        "%s.%s.%s"
            .formatted(headers.getFirst("webhook-id"), headers.getFirst("webhook-timestamp"), body);
    boolean genuine = headers.getFirst("webhook-signature").equals("v1," + hmac(signed));
    int status = genuine ? answer.get() : 401;
    if (status == 200) {
      told.add(body);
    }
    call.sendResponseHeaders(status, -1);
    call.close();
  }

  private String hmac(String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      var key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void messagesAndTheirStatusAreToldAlsoOverAKill() throws Exception {
    var settings = Map.of("CHAT4ALL_WEBHOOKS_ALLOW_PRIVATE", "true");
    String conversation;
    String second;
    try (var server = ServerProcess.start("serve", dataDir, 0, settings);
        var calls = new RestCalls(server.url())) {
      signUp(calls, "bruno");
      signUp(calls, "maria");
      var bruno = calls.token("bruno", "senha_segura");
      register(calls, bruno);

      conversation = UUID.randomUUID().toString();
      var first = send(calls, bruno, conversation, "um");
      calls.json(
          "PATCH",
          "/v1/messages/" + first + "/status",
          calls.token("maria", "senha_segura"),
          "{\"status\":\"READ\"}");
      awaitTold(first, "message.created", "\"content\":\"um\"");
      awaitTold(first, "message.status", "\"status\":\"READ\"", "\"recipient\":\"maria\"");
      var metrics = calls.get("/metrics", "").body();
      assertThat(metrics)
          .containsPattern("chat4all_webhook_deliveries_total\\{outcome=\"delivered\"} [1-9]")
          .contains("chat4all_log_lag{topic=\"chat4all.webhooks\"}");

      answer.set(503);
      second = send(calls, bruno, conversation, "dois");
      Await.until(
          "the second is tried",
          PATIENCE,
          () -> calls.get(hooks(calls, bruno) + "/deliveries", bruno).body().contains("HTTP 503"));
      server.kill();
    }

    answer.set(200);
    try (var server = ServerProcess.start("serve", dataDir, 0, settings);
        var calls = new RestCalls(server.url())) {
      awaitTold(second, "message.created", "\"content\":\"dois\"");
      assertThat(calls.get("/openapi.json", "").body()).contains("/v1/webhooks/{webhook_id}:test");
    }
  }

  private void register(RestCalls calls, String token) throws Exception {
    var url = "http://127.0.0.1:%d/hook".formatted(customer.getAddress().getPort());
    var made = calls.json("POST", "/v1/webhooks", token, "{\"url\":\"%s\"}".formatted(url));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    secret = text(made.body(), "secret");
  }

  private static String hooks(RestCalls calls, String token) throws Exception {
    return "/v1/webhooks/" + text(calls.get("/v1/webhooks", token).body(), "webhook_id");
  }

  private static String send(RestCalls calls, String token, String conversation, String text)
      throws Exception {
    var sent =
        calls.json(
            "POST",
            "/v1/messages",
            token,
            "{\"conversation_id\":\"%s\",\"to\":[\"maria\"],\"content\":\"%s\"}"
                .formatted(conversation, text));
    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);
    return text(sent.body(), "message_id");
  }

  private void awaitTold(String message, String type, String... parts) throws Exception {
    Await.until(
        type + " of " + message,
        PATIENCE,
        () ->
            told.stream()
                .anyMatch(body ->
                    body.contains("\"type\":\"%s\"".formatted(type))
                        && body.contains(message)
                        && List.of(parts).stream().allMatch(body::contains)));
  }

  private static void signUp(RestCalls calls, String user) throws Exception {
    calls.json(
        "POST",
        "/v1/users",
        "",
        "{\"username\":\"%s\",\"email\":\"%s@example.com\",\"password\":\"senha_segura\"}"
            .formatted(user, user));
  }
}
