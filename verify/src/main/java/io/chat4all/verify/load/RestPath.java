package io.chat4all.verify.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chat4all.client.Chat4AllException;
import io.chat4all.protocol.json.ProtoJson;
import io.chat4all.protocol.v1.SendMessageRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/// Sends by `POST /v1/messages`.
final class RestPath implements SendPath {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final ObjectMapper PROBLEMS = new ObjectMapper();

  private final HttpClient http;
  private final ProtoJson json;
  private final User user;
  private final List<URI> gateways;

  RestPath(HttpClient http, ProtoJson json, User user, List<URI> gateways) {
    this.http = http;
    this.json = json;
    this.user = user;
    this.gateways = List.copyOf(gateways);
  }

  @Override
  public Answer send(SendMessageRequest request, int attempt) throws InterruptedException {
    var gateway = gateways.get((user.number() + attempt) % gateways.size());
    try {
      var call =
          HttpRequest.newBuilder(gateway.resolve("/v1/messages"))
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .header("Authorization", "Bearer " + user.token())
              .POST(HttpRequest.BodyPublishers.ofByteArray(json.write(request)))
              .build();
      var answer = http.send(call, HttpResponse.BodyHandlers.ofByteArray());
      int status = answer.statusCode();
      if (status == 202) {
        return new Answer.Accepted();
      }
      var code = "http_" + status + "_" + code(answer.body());
      return status >= 500 || status == 429 ? new Answer.Retry(code) : new Answer.Refused(code);
    } catch (IOException e) {
      return new Answer.Retry("rest " + e.getMessage());
    } catch (Chat4AllException e) {
      return GrpcPath.of(e);
    }
  }

  private static String code(byte[] problem) {
    try {
      return PROBLEMS.readTree(problem).path("code").asText("");
    } catch (IOException _) {
      return "";
    }
  }
}
