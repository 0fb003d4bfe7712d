package io.chat4all.connectors.example;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Outcome.Fault;
import io.chat4all.connector.api.Outcome.Scope;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Speaks to one partner. Thread-safe.
final class WebhookConnector implements Connector {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI url;
  private final Signature signature;
  private final Clock clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private volatile boolean closed;

  WebhookConnector(URI url, Signature signature, Clock clock) {
    this.url = url;
    this.signature = signature;
    this.clock = clock;
  }

  @Override
  public Outcome sendMessage(Outbound message) throws InterruptedException {
    if (closed) {
      return new Outcome.Deferred(Duration.ZERO, Scope.ACCOUNT, "closed");
    }
    var json = JsonNodeFactory.instance.objectNode();
    json.put("to", message.address());
    json.put("from", message.senderName());
    json.put("text", message.content().text());
    message.replyTo().ifPresent(id -> json.put("reply_to", id));
    try {
      var id = message.deliveryId();
      var answer = http.send(request(id, JSON.writeValueAsBytes(json)), BodyHandlers.discarding());
      return outcome(id, answer);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return new Outcome.Deferred(Duration.ZERO, Scope.ACCOUNT, "no connection");
    } catch (IOException e) {
      return new Outcome.Uncertain("no answer: " + e.getClass().getSimpleName());
    }
  }

  private HttpRequest request(String id, byte[] body) {
    var timestamp = String.valueOf(clock.instant().getEpochSecond());
    return HttpRequest.newBuilder(url)
        .timeout(Duration.ofSeconds(20))
        .header("Content-Type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", signature.sign(id, timestamp, body))
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  private static Outcome outcome(String id, HttpResponse<?> answer) {
    int status = answer.statusCode();
    var reason = "HTTP " + status;
    return switch (status) {
      case 200, 201, 202, 204 -> Outcome.Accepted.as(id);
      case 401, 403 -> new Outcome.Refused(Fault.ACCOUNT, reason);
      case 404, 410 -> new Outcome.Refused(Fault.RECIPIENT, reason);
      case 429, 503 -> new Outcome.Deferred(retryAfter(answer), Scope.ACCOUNT, reason);
      default ->
          status >= 400 && status < 500
              ? new Outcome.Refused(Fault.MESSAGE, reason)
              : new Outcome.Uncertain(reason);
    };
  }

  private static Duration retryAfter(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(seconds -> seconds.matches("\\d{1,6}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .orElse(Duration.ZERO);
  }

  @Override
  public Outcome sendFile(OutboundFile message) {
    return new Outcome.Refused(Fault.MESSAGE, "this channel has no files");
  }

  @Override
  public Optional<WebhookHandler> webhookHandler() {
    return Optional.of(new PartnerCalls(signature, clock));
  }

  @Override
  public void close() {
    closed = true;
    http.shutdown();
  }
}
