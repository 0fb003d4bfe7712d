package io.chat4all.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/// Plain HTTP calls, as anybody could make them.
final class Http {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  Http(URI base) {
    this.base = base;
  }

  Reply post(String path, String token, String json) throws IOException {
    return send(
        request(path, token)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  Reply form(String path, String type, String body) throws IOException {
    return send(request(path, "").header("content-type", type).POST(BodyPublishers.ofString(body)));
  }

  Reply get(String path, String token) throws IOException {
    return send(request(path, token).GET());
  }

  Reply delete(String path, String token) throws IOException {
    return send(request(path, token).DELETE());
  }

  Reply upload(String path, String token, String mime, String name, byte[] bytes)
      throws IOException {
    var head =
        """
        --edge\r
        Content-Disposition: form-data; name="messaging_product"\r
        \r
        whatsapp\r
        --edge\r
        Content-Disposition: form-data; name="type"\r
        \r
        %s\r
        --edge\r
        Content-Disposition: form-data; name="file"; filename="%s"\r
        Content-Type: %s\r
        \r
        """
            .formatted(mime, name, mime);
    return send(
        request(path, token)
            .header("content-type", "multipart/form-data; boundary=edge")
            .POST(
                BodyPublishers.concat(
                    BodyPublishers.ofString(head),
                    BodyPublishers.ofByteArray(bytes),
                    BodyPublishers.ofString("\r\n--edge--\r\n"))));
  }

  private HttpRequest.Builder request(String path, String token) {
    var builder =
        HttpRequest.newBuilder(path.startsWith("http") ? URI.create(path) : base.resolve(path));
    return token.isEmpty() ? builder : builder.header("authorization", "Bearer " + token);
  }

  private Reply send(HttpRequest.Builder request) throws IOException {
    try {
      return new Reply(client.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  record Reply(HttpResponse<byte[]> response) {

    int status() {
      return response.statusCode();
    }

    JsonNode json() {
      try {
        return MAPPER.readTree(response.body());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    int code() {
      return json().path("error").path("code").asInt();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }
}
