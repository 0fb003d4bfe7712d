package io.chat4all.gateway.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Channels;
import io.chat4all.core.connector.ProviderWebhooks;
import io.chat4all.core.connector.WebhookAnswer;
import io.chat4all.core.connector.WebhookRequest;
import io.chat4all.core.error.ApiException;
import io.chat4all.gateway.error.Failures;
import io.chat4all.gateway.error.Problems;
import io.chat4all.gateway.limit.CallLimit;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// Takes the calls of providers at `/webhooks/{channel}/{account}`, byte for byte as they come, and
/// answers success only when what they tell is in the log.
///
/// A call that the log did not take is answered 503 with `Retry-After`, so that the provider
/// repeats it. Up to 3 MiB, which is the most that a provider sends. Thread-safe.
public final class Webhooks implements HttpService {

  private static final long MAX_BYTES = 3L << 20;
  private static final String CALL = "webhook";
  private static final ThreadFactory THREADS = Thread.ofVirtual().name(CALL).factory();

  private final ProviderWebhooks webhooks;
  private final CallLimit limit;
  private final WebhookMetrics metrics;

  private Webhooks(ProviderWebhooks webhooks, CallLimit limit, WebhookMetrics metrics) {
    this.webhooks = webhooks;
    this.limit = limit;
    this.metrics = metrics;
  }

  /// Adds the path.
  public static void add(
      ServerBuilder server,
      ProviderWebhooks webhooks,
      Channels channels,
      CallLimit limit,
      MeterRegistry meters) {
    server
        .route()
        .get("/webhooks/{channel}/{account}")
        .post("/webhooks/{channel}/{account}")
        .maxRequestLength(MAX_BYTES)
        .build(new Webhooks(webhooks, limit, new WebhookMetrics(channels, meters)));
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenCompose(whole -> take(ctx, whole))
            .exceptionally(e -> refused(ctx, e)));
  }

  private CompletableFuture<HttpResponse> take(
      ServiceRequestContext ctx, AggregatedHttpRequest request) {
    int bytes = request.content().length();
    limit.enter(bytes);
    var response = new CompletableFuture<HttpResponse>();
    THREADS
        .newThread(() -> {
          try {
            response.complete(answered(ctx, request));
          } catch (RuntimeException | Error e) {
            response.complete(refused(ctx, e));
          } finally {
            limit.leave(bytes);
          }
        })
        .start();
    return response;
  }

  private HttpResponse answered(ServiceRequestContext ctx, AggregatedHttpRequest request) {
    var answer = webhooks.receive(account(ctx), webhook(ctx, request));
    metrics.answered(channel(ctx), answer.status());
    return response(answer);
  }

  private HttpResponse refused(ServiceRequestContext ctx, Throwable cause) {
    var refusal = Failures.of(cause, CALL);
    metrics.answered(channel(ctx), refusal.code().httpStatus());
    return Problems.of(refusal).toHttpResponse();
  }

  private static HttpResponse response(WebhookAnswer answer) {
    var headers =
        ResponseHeaders.builder(HttpStatus.valueOf(answer.status()))
            .contentType(MediaType.PLAIN_TEXT_UTF_8)
            .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .build();
    return HttpResponse.of(headers, HttpData.ofUtf8(answer.body()));
  }

  private static ChannelAccountId account(ServiceRequestContext ctx) {
    var name = ctx.pathParams().getOrDefault("account", "");
    if (!ChannelId.isValid(channel(ctx)) || !ChannelAccountId.isValidName(name)) {
      throw ApiException.notFound("channel account");
    }
    return new ChannelAccountId(new ChannelId(channel(ctx)), name);
  }

  private static String channel(ServiceRequestContext ctx) {
    return ctx.pathParams().getOrDefault("channel", "");
  }

  private static WebhookRequest webhook(ServiceRequestContext ctx, AggregatedHttpRequest request) {
    return new WebhookRequest(
        request.method().name(),
        query(ctx.query()),
        headers(request.headers()),
        request.content().array());
  }

  private static Map<String, String> query(@Nullable String text) {
    var query = new HashMap<String, String>();
    QueryParams.fromQueryString(text).forEach(query::putIfAbsent);
    return query;
  }

  private static Map<String, String> headers(RequestHeaders all) {
    var headers = new HashMap<String, String>();
    all.forEach((name, value) -> {
      if (name.charAt(0) != ':') {
        headers.putIfAbsent(name.toString(), value);
      }
    });
    return headers;
  }
}
