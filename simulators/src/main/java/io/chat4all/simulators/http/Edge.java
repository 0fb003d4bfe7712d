package io.chat4all.simulators.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.chat4all.simulators.world.LiveSettings;
import io.netty.channel.Channel;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the simulated APIs: reads calls whole, runs them on virtual threads, answers when it is
/// time.
///
/// An API that fails unexpectedly is logged and answered with 500. Thread-safe.
public final class Edge implements HttpService {

  private static final Logger log = LoggerFactory.getLogger(Edge.class);

  private final Function<String, Api> apis;
  private final LiveSettings settings;
  private final ExecutorService threads;

  /// @param apis which API serves a path
  /// @param settings say how long every answer takes at least
  public Edge(Function<String, Api> apis, LiveSettings settings, ExecutorService threads) {
    this.apis = apis;
    this.settings = settings;
    this.threads = threads;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest req) {
    var path = decoded(ctx.path());
    var query = ctx.query();
    var api = apis.apply(path);
    var answer =
        req.aggregate()
            .thenApplyAsync(
                request -> answer(api, call(request, path, query == null ? "" : query)), threads);
    return HttpResponse.of(answer.thenCompose(given -> response(ctx, given)));
  }

  private CompletableFuture<HttpResponse> response(ServiceRequestContext ctx, Answer answer) {
    var delay = settings.timing().latency().plus(answer.delay());
    if (answer.hangsUp()) {
      hangUp(ctx, delay);
      return new CompletableFuture<>();
    }
    var response = answer.response().toHttpResponse();
    return CompletableFuture.completedFuture(
        delay.isZero()
            ? response
            : HttpResponse.delayed(response, delay, ctx.eventLoop().withoutContext()));
  }

  /// Closes the connection; on HTTP/2 only the stream, since other calls share the connection.
  private static void hangUp(ServiceRequestContext ctx, Duration delay) {
    var channel = Objects.requireNonNull(ctx.log().partial().channel(), "channel");
    Runnable close = ctx.sessionProtocol().isMultiplex() ? ctx::cancel : () -> close(channel);
    CompletableFuture.delayedExecutor(
            delay.toNanos(), TimeUnit.NANOSECONDS, ctx.eventLoop().withoutContext())
        .execute(close);
  }

  private static void close(Channel channel) {
    var _ = channel.close();
  }

  private static Call call(AggregatedHttpRequest request, String path, String query) {
    return new Call(request, path, QueryParams.fromQueryString(query));
  }

  private static Answer answer(Api api, Call call) {
    try {
      return api.answer(call);
    } catch (Refusal e) {
      return e.answer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.text(503, "closing");
    } catch (RuntimeException e) {
      log.error("Call failed: method={}", call.method(), e);
      return Answer.text(500, "the simulator failed");
    }
  }

  private static String decoded(String path) {
    return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
