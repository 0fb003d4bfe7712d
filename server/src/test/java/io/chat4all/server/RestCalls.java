package io.chat4all.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;

/// Calls a server as `curl` would: plain HTTP, plain text.
final class RestCalls implements AutoCloseable {

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI url;

  RestCalls(URI url) {
    this.url = url;
  }

  HttpResponse<String> form(String path, String body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> json(String method, String path, String token, String body)
      throws IOException, InterruptedException {
    var request =
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
  }

  HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
    var request = request(path).GET();
    return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
  }

  /// The access token of a user, by the seeds' form.
  String token(String username, String password) throws IOException, InterruptedException {
    var response = form("/token", "username=" + username + "&password=" + password);
    return text(response.body(), "access_token");
  }

  /// The first text value of a key.
  static String text(String json, String key) {
    var matcher = Pattern.compile("\"" + key + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
    if (!matcher.find()) {
      throw new AssertionError("no " + key + " in " + json);
    }
    return matcher.group(1);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.close();
  }
}
