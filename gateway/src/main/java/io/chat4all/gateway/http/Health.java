package io.chat4all.gateway.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.function.BooleanSupplier;

/// Tells load balancers whether to send calls here: `GET /health` and `grpc.health.v1`.
///
/// Not well (503) while the log cannot be reached, and from the start of the drain on. gRPC tells
/// of the drain only. With `?draining=404` the drain is told by that status: load balancers that
/// take it for "no new clients, but do not cut those who are there" ask so (HAProxy's
/// `disable-on-404`). Thread-safe.
public final class Health implements HttpService {

  private final BooleanSupplier logReachable;
  private final HealthStatusManager grpc = new HealthStatusManager();
  private volatile boolean draining;

  /// `logReachable` must not block.
  public Health(BooleanSupplier logReachable) {
    this.logReachable = logReachable;
    grpc.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
  }

  /// The same for gRPC.
  public BindableService grpc() {
    return grpc.getHealthService();
  }

  /// From now on this node is not well.
  public void drain() {
    draining = true;
    grpc.enterTerminalState();
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    if (draining) {
      boolean softly = "404".equals(ctx.queryParam("draining"));
      return answer(
          softly ? HttpStatus.NOT_FOUND : HttpStatus.SERVICE_UNAVAILABLE,
          "{\"status\":\"draining\",\"code\":\"shutting_down\"}");
    }
    return logReachable.getAsBoolean()
        ? answer(HttpStatus.OK, "{\"status\":\"ok\",\"log\":\"ok\"}")
        : answer(
            HttpStatus.SERVICE_UNAVAILABLE,
            "{\"status\":\"unavailable\",\"log\":\"unreachable\",\"code\":\"unavailable\"}");
  }

  private static HttpResponse answer(HttpStatus status, String body) {
    return HttpResponse.of(status, MediaType.JSON, body);
  }
}
