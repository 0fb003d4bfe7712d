package io.chat4all.gateway;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Answers whoever calls, and tells them to come back over another connection: `Connection: close`,
/// or GOAWAY (RFC 9113, 6.8). Behind a balancer of connections that is another node's. What is
/// under way on a connection goes on; sessions over WebSocket are told by themselves. Thread-safe.
final class Leaving extends SimpleDecoratingHttpService {

  private final BooleanSupplier leaving;
  private final Duration within;

  private Leaving(HttpService delegate, BooleanSupplier leaving, Duration within) {
    super(delegate);
    this.leaving = leaving;
    this.within = within;
  }

  /// @param leaving whether it is time to go
  /// @param within until when calls that are on their way over a connection of HTTP/2 are taken
  static Function<? super HttpService, ? extends HttpService> decorator(
      BooleanSupplier leaving, Duration within) {
    return delegate -> new Leaving(delegate, leaving, within);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    if (leaving.getAsBoolean() && !request.headers().contains(HttpHeaderNames.UPGRADE)) {
      var _ = ctx.initiateConnectionShutdown(within);
    }
    return unwrap().serve(ctx, request);
  }
}
