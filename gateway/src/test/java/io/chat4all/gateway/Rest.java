package io.chat4all.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/// Calls a gateway by REST, as one caller or as nobody.
final class Rest {

  private final HttpClient http;
  private final String url;
  private final String token;

  Rest(HttpClient http, String url, String token) {
    this.http = http;
    this.url = url;
    this.token = token;
  }

  Rest as(String otherToken) {
    return new Rest(http, url, otherToken);
  }

  String token() {
    return token;
  }

  Reply get(String path) {
    return send("GET", path, new byte[0], Map.of());
  }

  Reply delete(String path) {
    return send("DELETE", path, new byte[0], Map.of());
  }

  Reply post(String path, String json) {
    return send("POST", path, json.getBytes(UTF_8), json());
  }

  Reply put(String path) {
    return send("PUT", path, new byte[0], Map.of());
  }

  Reply patch(String path, String json) {
    return send("PATCH", path, json.getBytes(UTF_8), json());
  }

  Reply form(String path, String form) {
    return send(
        "POST",
        path,
        form.getBytes(UTF_8),
        Map.of("content-type", "application/x-www-form-urlencoded"));
  }

  Reply send(String method, String path, byte[] body, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    headers.forEach(request::header);
    try {
      return new Reply(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> json() {
    return Map.of("content-type", "application/json");
  }
}
