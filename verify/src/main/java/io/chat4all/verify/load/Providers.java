package io.chat4all.verify.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chat4all.verify.check.Books;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/// The simulated providers, through their control API: makes people, and reads the books.
///
/// Thread-safe.
public final class Providers {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final URI url;
  private final ObjectMapper json = new ObjectMapper();

  public Providers(HttpClient http, URI url) {
    this.http = http;
    this.url = url;
  }

  /// Makes so many people who can be reached on three channels each; answers their addresses as
  /// `channel:address`. Their phones show and read what comes at once.
  public List<String> people(long seed, int count) {
    put("/control/limits", "{\"enabled\":false}");
    int base = (int) Math.floorMod(seed, 90_000L) * 10;
    var addresses = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      int number = base + i;
      put(
          "/control/people/verify%d".formatted(number),
          """
          {"name": "Person %1$d", "username": "verify%1$d",
           "telegram_chat_id": %2$d, "phone": "5511987%1$06d", "instagram_id": "98700000000%1$06d",
           "behaviour": {"deliver_after_ms": 50, "read_after_ms": 100}}
          """
              .formatted(number, 80_000_000L + number));
      addresses.add("telegram:" + (80_000_000L + number));
      addresses.add("whatsapp:5511987%06d".formatted(number));
      addresses.add("instagram:98700000000%06d".formatted(number));
    }
    return addresses;
  }

  /// Everything that was sent to people, by text.
  public Books books() {
    var byText = new HashMap<String, List<Books.Entry>>();
    for (var entry : get("/control/books?direction=outbound")) {
      var statuses = new HashSet<String>();
      entry.path("statuses").forEach(status -> statuses.add(status.path("status").asText()));
      byText
          .computeIfAbsent(entry.path("text").asText(), _ -> new ArrayList<>())
          .add(
              new Books.Entry(
                  entry.path("channel").asText(), entry.path("address").asText(), statuses));
    }
    return new Books(byText);
  }

  private JsonNode get(String path) {
    return call(HttpRequest.newBuilder(url.resolve(path)).timeout(TIMEOUT).build());
  }

  private void put(String path, String body) {
    var _ =
        call(
            HttpRequest.newBuilder(url.resolve(path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
  }

  private JsonNode call(HttpRequest request) {
    try {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      var tree = json.readTree(answer.body());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(
            "simulators: %s answered %d: %s"
                .formatted(request.uri().getPath(), answer.statusCode(), tree));
      }
      return tree;
    } catch (IOException e) {
      throw new UncheckedIOException("simulators: no answer from " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the simulators", e);
    }
  }
}
