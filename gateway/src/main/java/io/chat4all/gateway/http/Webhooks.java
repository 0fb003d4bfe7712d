package io.chat4all.gateway.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpObject;
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
import io.chat4all.core.error.ErrorCode;
import io.chat4all.gateway.error.Failures;
import io.chat4all.gateway.error.Problems;
import io.chat4all.gateway.limit.CallLimit;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// Takes the calls of providers at `/webhooks/{channel}/{account}`, byte for byte as they come, and
/// answers success only when what they tell is in the log.
///
/// A call that the log did not take is answered 503 with `Retry-After`, so that the provider
/// repeats it. Up to 3 MiB, which is the most that a provider sends; what is larger is read to its
/// end and answered 413, as a caller listens only when it has sent all; beyond 16 MiB it is cut
/// off. Thread-safe.
public final class Webhooks implements HttpService {

  private static final int MAX_BYTES = 3 << 20;
  private static final long MOST_READ_BYTES = 16L << 20;
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
        .maxRequestLength(MOST_READ_BYTES)
        .build(new Webhooks(webhooks, limit, new WebhookMetrics(channels, meters)));
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    return HttpResponse.of(
        body(request)
            .thenCompose(body -> take(ctx, request, body))
            .exceptionally(e -> refused(ctx, e)));
  }

  /// All of the body; fails with `REQUEST_TOO_LARGE` when it has ended and was too long.
  private static CompletableFuture<byte[]> body(HttpRequest request) {
    var body = new Body();
    request.subscribe(body);
    return body.whole;
  }

  private CompletableFuture<HttpResponse> take(
      ServiceRequestContext ctx, HttpRequest request, byte[] body) {
    int bytes = body.length;
    limit.enter(bytes);
    var response = new CompletableFuture<HttpResponse>();
    THREADS
        .newThread(() -> {
          try {
            response.complete(answered(ctx, request.headers(), body));
          } catch (RuntimeException | Error e) {
            response.complete(refused(ctx, e));
          } finally {
            limit.leave(bytes);
          }
        })
        .start();
    return response;
  }

  private HttpResponse answered(ServiceRequestContext ctx, RequestHeaders headers, byte[] body) {
    var call =
        new WebhookRequest(headers.method().name(), query(ctx.query()), headers(headers), body);
    var answer = webhooks.receive(account(ctx), call);
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

  /// Keeps what may be kept, and passes over the rest. Called by one thread at a time.
  private static final class Body implements Subscriber<HttpObject> {

    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long length;

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(HttpObject part) {
      if (part instanceof HttpData data) {
        length += data.length();
        if (length <= MAX_BYTES) {
          kept.writeBytes(data.array());
        } else {
          kept.reset();
        }
      }
    }

    @Override
    public void onError(Throwable failure) {
      whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      if (length <= MAX_BYTES) {
        whole.complete(kept.toByteArray());
      } else {
        whole.completeExceptionally(
            new ApiException(ErrorCode.REQUEST_TOO_LARGE, "the request is too large"));
      }
    }
  }
}
