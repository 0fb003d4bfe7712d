package io.chat4all.worker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ResponseTimeoutException;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.IpAddressRejectedException;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import io.chat4all.core.webhook.Webhook;
import io.chat4all.core.webhook.WebhookAddresses;
import io.chat4all.core.webhook.WebhookDelivery;
import io.chat4all.core.webhook.WebhookSeal;
import io.chat4all.core.webhook.WebhookSignature;
import io.chat4all.worker.webhook.CallOutcome.Failed;
import io.chat4all.worker.webhook.CallOutcome.Gone;
import io.chat4all.worker.webhook.CallOutcome.Taken;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Calls endpoints, signed as the Standard Webhooks specification says.
///
/// Redirects are not followed, answers are not kept, and a connection is made only to an address
/// that is allowed, whatever the name resolves to. Calls block and may be interrupted. Thread-safe.
final class EndpointClient implements AutoCloseable {

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(4);
  private static final long MAX_ANSWER_BYTES = 1 << 20;

  private final WebhookSeal seal;
  private final Clock clock;
  private final ClientFactory factory;
  private final WebClient web;

  EndpointClient(WebhookAddresses addresses, Duration timeout, WebhookSeal seal, Clock clock) {
    this.seal = seal;
    this.clock = clock;
    var connect = timeout.compareTo(CONNECT_WITHIN) < 0 ? timeout : CONNECT_WITHIN;
    this.factory =
        ClientFactory.builder()
            .connectTimeout(connect)
            .idleTimeout(IDLE, false)
            .ipAddressFilter(to -> addresses.allows(to.getAddress()))
            .build();
    this.web =
        WebClient.builder()
            .factory(factory)
            .responseTimeout(timeout)
            .writeTimeout(timeout)
            .maxResponseLength(MAX_ANSWER_BYTES)
            .build();
  }

  CallOutcome call(Webhook webhook, WebhookDelivery delivery) throws InterruptedException {
    try {
      var response = web.execute(request(webhook, delivery)).split();
      var headers = response.headers().get();
      var _ = response.body().subscribe();
      return outcome(headers);
    } catch (ExecutionException e) {
      return new Failed(0, reason(e.getCause()), Duration.ZERO, true);
    } catch (IllegalArgumentException | IllegalStateException e) {
      return new Failed(0, "not sent: " + e.getClass().getSimpleName(), Duration.ZERO, true);
    }
  }

  private HttpRequest request(Webhook webhook, WebhookDelivery delivery) {
    var id = delivery.id().toString();
    var body = delivery.body().getBytes(UTF_8);
    var now = clock.instant();
    var secrets = seal.open(webhook).at(now);
    var headers =
        RequestHeaders.builder(HttpMethod.POST, transport(webhook.url()))
            .contentType(MediaType.JSON)
            .set(HttpHeaderNames.USER_AGENT, "chat4all-webhooks/1")
            .set("webhook-id", id)
            .set("webhook-timestamp", Long.toString(now.getEpochSecond()))
            .set("webhook-signature", WebhookSignature.header(secrets, id, now, body))
            .build();
    return HttpRequest.of(headers, HttpData.wrap(body));
  }

  /// `http` is HTTP/1.1; else the client would ask the endpoint for HTTP/2 first.
  private static String transport(String url) {
    return url.regionMatches(true, 0, "http://", 0, 7) ? "h1c://" + url.substring(7) : url;
  }

  private CallOutcome outcome(ResponseHeaders headers) {
    int status = headers.status().code();
    if (status >= 200 && status < 300) {
      return new Taken(status);
    }
    if (status == 410) {
      return new Gone();
    }
    boolean isTrouble = status >= 500 || status == 408 || status == 429;
    return new Failed(
        status, "HTTP " + status, retryAfter(headers.get(HttpHeaderNames.RETRY_AFTER)), isTrouble);
  }

  /// RFC 9110, section 10.2.3: seconds, or a date.
  private Duration retryAfter(@Nullable String value) {
    if (value == null) {
      return Duration.ZERO;
    }
    if (value.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      var until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      var wait = Duration.between(clock.instant(), until);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException _) {
      return Duration.ZERO;
    }
  }

  /// Without the URL, which may carry a token.
  private static String reason(@Nullable Throwable cause) {
    var deepest = cause;
    while (deepest instanceof UnprocessedRequestException && deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return switch (deepest) {
      case null -> "no answer";
      case ResponseTimeoutException _ -> "no answer in time";
      case IpAddressRejectedException _ -> "the address is not public";
      case ConnectException _ -> "no connection";
      case UnknownHostException _ -> "unknown host";
      default -> deepest.getClass().getSimpleName();
    };
  }

  @Override
  public void close() {
    var _ = factory.closeAsync();
  }
}
