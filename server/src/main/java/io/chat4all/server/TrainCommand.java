package io.chat4all.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `chat4all train`: starts a demo, uses it and ends, so that the JVM can write down which classes
/// a start needs.
@Command(name = "train", hidden = true, description = "Warms up the start of later runs.")
final class TrainCommand implements Callable<Integer> {

  private static final int ROUNDS = 50;

  private final Map<String, String> env;
  private final Clock clock;

  TrainCommand(Map<String, String> env, Clock clock) {
    this.env = env;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var path = Files.createTempDirectory("chat4all-train");
    var settings = Map.of("data-dir", path.toString(), "http.port", "0");
    var config = ConfigLoader.load(Optional.empty(), env, settings);
    try (var directory = DataDirectory.take(path, true);
        var demo = Demo.start(config, directory, clock)) {
      use(demo.server().url());
    } finally {
      delete(path);
    }
    return 0;
  }

  private static void use(URI url) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var form = BodyPublishers.ofString("username=bruno&password=test");
      var token =
          client
              .send(
                  HttpRequest.newBuilder(url.resolve("/token"))
                      .header("Content-Type", "application/x-www-form-urlencoded")
                      .POST(form)
                      .build(),
                  BodyHandlers.ofString())
              .body()
              .replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
      var chat = UUID.randomUUID();
      for (int i = 0; i < ROUNDS; i++) {
        var body = "{\"chat_id\":\"%s\",\"content\":\"oi\"}".formatted(chat);
        call(client, url.resolve("/v1/messages"), token, body);
        call(client, url.resolve("/v1/conversations/" + chat + "/messages"), token, "");
      }
      call(client, url.resolve("/openapi.json"), token, "");
    }
  }

  private static void call(HttpClient client, URI url, String token, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(url)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json");
    client.send(
        (body.isEmpty() ? request.GET() : request.POST(BodyPublishers.ofString(body))).build(),
        BodyHandlers.discarding());
  }

  private static void delete(Path path) throws IOException {
    try (var files = Files.walk(path)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.deleteIfExists(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
