package io.chat4all.bench.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// The REST calls around a run: accounts, conversations, history. Blocking. Thread-safe.
public final class RestApi implements AutoCloseable {
  private final Endpoint endpoint;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  public RestApi(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /// Fails with [UncheckedIOException] when nobody answers.
  public void reach() {
    try {
      call(request("/health").GET());
    } catch (RefusedException _) {
      // Somebody answered; what they say will show.
    }
  }

  /// Signs a user up.
  public void signUp(String username, String password) {
    post(
        "/v1/users",
        "",
        "{\"username\":\"%s\",\"email\":\"%s@bench.example\",\"password\":\"%s\"}"
            .formatted(username, username, password));
  }

  /// Exchanges a password for a token.
  public Login login(String username, String password) {
    return token(
        username,
        "{\"grant_type\":\"password\",\"username\":%s,\"password\":%s}"
            .formatted(quoted(username), quoted(password)));
  }

  /// Exchanges an API client's secret for a token.
  public Login loginClient(String clientId, String secret) {
    return token(
        clientId,
        "{\"client_id\":%s,\"client_secret\":%s}".formatted(quoted(clientId), quoted(secret)));
  }

  /// Makes the private conversation of the caller and another user and answers its id.
  public String privateConversation(Login owner, String other) {
    return conversation(owner, "{\"type\":\"private\",\"members\":[\"" + other + "\"]}");
  }

  /// Makes a group of the caller alone and answers its id.
  public String ownGroup(Login owner, String title) {
    return conversation(owner, "{\"type\":\"group\",\"members\":[],\"title\":\"" + title + "\"}");
  }

  /// A page of history, a JSON array; `bound` is `after_seq=N` or `before_seq=N`.
  public byte[] history(Login reader, String conversationId, String bound, int limit) {
    return call(
        request("/v1/conversations/%s/messages?%s&limit=%d".formatted(conversationId, bound, limit))
            .header("Authorization", "Bearer " + reader.token())
            .GET());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private Login token(String name, String body) {
    byte[] answer = post("/auth/token", "", body);
    return new Login(name, JsonScanner.textOf(answer, "access_token"));
  }

  private String conversation(Login owner, String body) {
    return JsonScanner.textOf(post("/v1/conversations", owner.token(), body), "conversation_id");
  }

  private byte[] post(String path, String token, String body) {
    var request = request(path).header("Content-Type", "application/json");
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return call(request.POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(endpoint + path)).timeout(Duration.ofSeconds(60));
  }

  private byte[] call(HttpRequest.Builder builder) {
    var request = builder.build();
    try {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() >= 300) {
        throw new RefusedException(
            "%s %s answered %d: %s"
                .formatted(
                    request.method(),
                    request.uri().getPath(),
                    answer.statusCode(),
                    new String(answer.body(), StandardCharsets.UTF_8)));
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException("No answer from " + endpoint, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + endpoint, e);
    }
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /// The server answered a call of the preparation with an error.
  public static final class RefusedException extends RuntimeException {
    RefusedException(String message) {
      super(message);
    }
  }
}
