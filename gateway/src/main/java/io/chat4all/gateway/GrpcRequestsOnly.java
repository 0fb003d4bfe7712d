package io.chat4all.gateway;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.gateway.error.Problems;
import java.util.function.Function;

/// Refuses what comes to a gRPC path and is no gRPC, with the same problems as every other path.
/// Thread-safe.
final class GrpcRequestsOnly extends SimpleDecoratingHttpService {

  private GrpcRequestsOnly(HttpService delegate) {
    super(delegate);
  }

  static Function<? super HttpService, ? extends HttpService> decorator() {
    return GrpcRequestsOnly::new;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    if (request.method() != HttpMethod.POST) {
      return refused(ErrorCode.METHOD_NOT_ALLOWED, "gRPC (expected: POST)");
    }
    var type = request.contentType();
    if (type == null || !type.subtype().startsWith("grpc")) {
      return refused(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "content type (expected: application/grpc)");
    }
    return unwrap().serve(ctx, request);
  }

  private static HttpResponse refused(ErrorCode code, String detail) {
    return Problems.of(new ApiException(code, detail)).toHttpResponse();
  }
}
