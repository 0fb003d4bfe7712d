package io.chat4all.gateway.error;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.grpc.GrpcExceptionHandlerFunction;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.grpc.Metadata;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/// Refusals as a gRPC status with `google.rpc` details: `ErrorInfo` whose reason is the code and
/// whose domain is `chat4all`, `BadRequest` naming the field, `RetryInfo` where waiting helps.
/// Thread-safe.
public final class GrpcErrors implements GrpcExceptionHandlerFunction {

  private static final String DOMAIN = "chat4all";

  /// The status that a refusal is answered with.
  public static StatusRuntimeException of(ApiException refusal) {
    return StatusProto.toStatusRuntimeException(details(refusal));
  }

  /// What becomes of failures that Armeria finds by itself, and of what a service let through.
  @Override
  public io.grpc.Status apply(
      RequestContext ctx, io.grpc.Status status, Throwable cause, Metadata metadata) {
    if (hasDetails(cause, metadata)) {
      return status;
    }
    var refusal =
        status.getCode() == io.grpc.Status.Code.UNKNOWN
                || cause instanceof ApiException
                || status.getCode() == io.grpc.Status.Code.INTERNAL
            ? Failures.of(cause, ctx.method() + " " + ctx.path())
            : new ApiException(codeOf(status.getCode()), describe(status));
    var answer = of(refusal);
    metadata.merge(requireNonNull(answer.getTrailers()));
    return answer.getStatus();
  }

  private static boolean hasDetails(Throwable cause, Metadata metadata) {
    var trailers =
        switch (cause) {
          case StatusRuntimeException e -> e.getTrailers();
          case StatusException e -> e.getTrailers();
          default -> null;
        };
    var carrying = trailers == null ? metadata : trailers;
    return carrying.keys().contains("grpc-status-details-bin");
  }

  private static ErrorCode codeOf(io.grpc.Status.Code status) {
    return switch (status) {
      case UNAUTHENTICATED -> ErrorCode.UNAUTHENTICATED;
      case PERMISSION_DENIED -> ErrorCode.PERMISSION_DENIED;
      case NOT_FOUND -> ErrorCode.NOT_FOUND;
      case ALREADY_EXISTS -> ErrorCode.ALREADY_EXISTS;
      case UNIMPLEMENTED -> ErrorCode.METHOD_NOT_ALLOWED;
      case RESOURCE_EXHAUSTED -> ErrorCode.REQUEST_TOO_LARGE;
      case CANCELLED, DEADLINE_EXCEEDED, UNAVAILABLE, ABORTED -> ErrorCode.UNAVAILABLE;
      case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION -> ErrorCode.INVALID_ARGUMENT;
      case OK, UNKNOWN, INTERNAL, DATA_LOSS -> ErrorCode.INTERNAL;
    };
  }

  private static String describe(io.grpc.Status status) {
    var description = status.getDescription();
    return description == null ? status.getCode().name() : description;
  }

  private static Status details(ApiException refusal) {
    var code = refusal.code();
    var status =
        Status.newBuilder()
            .setCode(code.grpcStatus())
            .setMessage(refusal.detail())
            .addDetails(
                Any.pack(ErrorInfo.newBuilder().setReason(code.code()).setDomain(DOMAIN).build()));
    if (!refusal.field().isEmpty()) {
      var violation =
          BadRequest.FieldViolation.newBuilder()
              .setField(refusal.field())
              .setDescription(refusal.detail())
              .setReason(code.code());
      status.addDetails(Any.pack(BadRequest.newBuilder().addFieldViolations(violation).build()));
    }
    if (!refusal.retryAfter().isZero()) {
      var wait =
          com.google.protobuf.Duration.newBuilder()
              .setSeconds(refusal.retryAfter().toSeconds())
              .setNanos(refusal.retryAfter().toNanosPart());
      status.addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(wait).build()));
    }
    return status.build();
  }
}
