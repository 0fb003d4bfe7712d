package io.chat4all.bench.delivery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// The control API of the simulated providers: people, webhooks, and the books. Thread-safe.
final class Providers implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final String url;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  Providers(String url) {
    this.url = url;
  }

  /// Hears of messages in the books.
  interface Reader {
    /// One of them; `micros` since 1970 is when the provider had it.
    void entry(String text, long micros);
  }

  /// The address of the n-th person on a channel.
  static String address(String channel, int n) {
    return switch (channel) {
      case "telegram" -> Integer.toString(900_000 + n);
      case "whatsapp" -> Long.toString(351_910_000_000L + n);
      case "instagram" -> Long.toString(9_879_000_000_000_000L + n);
      default -> Long.toString(5_679_000_000_000_000L + n);
    };
  }

  /// Makes somebody who can be reached on that channel.
  ///
  /// @param phoneOn whether messages are delivered and read there
  void person(String channel, int n, boolean phoneOn) {
    var id = "bench-" + channel + "-" + n;
    var place =
        switch (channel) {
          case "telegram" -> "\"telegram_chat_id\":%s";
          case "whatsapp" -> "\"phone\":\"%s\"";
          case "instagram" -> "\"instagram_id\":\"%s\"";
          default -> "\"messenger_id\":\"%s\"";
        };
    var behaviour =
        phoneOn ? "" : ",\"behaviour\":{\"deliver_after_ms\":null,\"read_after_ms\":null}";
    put(
        "/control/people/" + id,
        "{\"name\":\"Person %d\",\"username\":\"%s\",%s%s}"
            .formatted(n, id, place.formatted(address(channel, n)), behaviour));
  }

  /// Sets the webhook of the first account of a channel.
  void webhook(String channel, String target) {
    put("/control/webhooks/" + channel + "/" + accountOf(channel), "{\"url\":\"" + target + "\"}");
  }

  /// Reads what a channel accepted, from the entry of that index on; answers the next index.
  int books(String channel, int since, Reader reader) {
    var path = "/control/books?direction=outbound&channel=%s&since=%d".formatted(channel, since);
    try (var in = call(HttpRequest.newBuilder(URI.create(url + path)).GET());
        var json = JSON.createParser(in)) {
      int next = since;
      json.nextToken();
      while (json.nextToken() == JsonToken.START_OBJECT) {
        entry(json, reader);
        next++;
      }
      return next;
    } catch (IOException e) {
      throw new UncheckedIOException("No answer from the simulators: " + e, e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private static void entry(JsonParser json, Reader reader) throws IOException {
    var text = "";
    var at = Instant.EPOCH;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      var name = json.currentName();
      json.nextToken();
      switch (name) {
        case "text" -> text = json.getText();
        case "at" -> at = Instant.parse(json.getText());
        default -> json.skipChildren();
      }
    }
    reader.entry(text, ChronoUnit.MICROS.between(Instant.EPOCH, at));
  }

  private String accountOf(String channel) {
    try (var in = call(HttpRequest.newBuilder(URI.create(url + "/control/accounts")).GET());
        var json = JSON.createParser(in)) {
      var found = "";
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
          var value = json.getText();
          if ("channel".equals(json.currentName())) {
            found = value;
          } else if ("id".equals(json.currentName()) && found.equals(channel)) {
            return value;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("No answer from the simulators: " + e, e);
    }
    throw new IllegalStateException("the simulators have no account on " + channel);
  }

  private void put(String path, String body) {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("content-type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body));
    try (var _ = call(request)) {
      // The answer says nothing new.
    } catch (IOException e) {
      throw new UncheckedIOException("No answer from the simulators: " + e, e);
    }
  }

  private InputStream call(HttpRequest.Builder builder) throws IOException {
    var request = builder.timeout(Duration.ofSeconds(60)).build();
    try {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "simulators: %s %s answered %d",
                request.method(),
                request.uri().getPath(),
                answer.statusCode()));
      }
      return answer.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the simulators", e);
    }
  }
}
