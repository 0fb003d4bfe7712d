package io.chat4all.gateway.error;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.RequestCancellationException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.grpc.InternalMetadata;
import io.netty.util.AsciiString;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Answers what no service answers: unknown paths, wrong methods, requests that are too large or no
/// HTTP, and whatever a service threw. Thread-safe.
public final class EdgeErrorHandler implements ServerErrorHandler {

  private static final AsciiString GRPC_STATUS = AsciiString.cached("grpc-status");
  private static final AsciiString GRPC_MESSAGE = AsciiString.cached("grpc-message");

  @Override
  public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
    if (cause instanceof RequestCancellationException || cause instanceof HttpResponseException) {
      return HttpResponse.ofFailure(cause);
    }
    var refusal = Failures.of(cause, ctx.method() + " " + ctx.path());
    return render(ctx.request().headers(), refusal).toHttpResponse();
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    if (status.isContentAlwaysEmpty()) {
      return AggregatedHttpResponse.of(ResponseHeaders.of(status));
    }
    if (status.isSuccess() || status.isRedirection()) {
      return AggregatedHttpResponse.of(status);
    }
    return render(headers, Failures.of(status));
  }

  private static AggregatedHttpResponse render(
      @Nullable RequestHeaders headers, ApiException refusal) {
    var type = headers == null ? null : headers.contentType();
    if (type != null && type.subtype().startsWith("grpc")) {
      return grpc(refusal);
    }
    return Problems.of(refusal);
  }

  /// A trailers-only answer, which is what a gRPC client understands.
  private static AggregatedHttpResponse grpc(ApiException refusal) {
    var known =
        refusal.code() == ErrorCode.NOT_FOUND
            ? new ApiException(ErrorCode.METHOD_NOT_ALLOWED, "unknown method")
            : refusal;
    var error = GrpcErrors.of(known);
    var headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.parse("application/grpc"))
            .setInt(GRPC_STATUS, error.getStatus().getCode().value())
            .set(GRPC_MESSAGE, known.code().code());
    addDetails(headers, error);
    return AggregatedHttpResponse.of(headers.build(), HttpData.empty());
  }

  private static void addDetails(
      ResponseHeadersBuilder headers, io.grpc.StatusRuntimeException error) {
    var fields = InternalMetadata.serialize(requireNonNull(error.getTrailers()));
    for (int i = 0; i < fields.length; i += 2) {
      var name = new AsciiString(fields[i], false);
      if (name.toString().endsWith("-bin")) {
        var value = Base64.getEncoder().withoutPadding().encodeToString(fields[i + 1]);
        headers.set(name, value);
      }
    }
  }
}
