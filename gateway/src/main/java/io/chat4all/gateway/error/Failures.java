package io.chat4all.gateway.error;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseCompleteException;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.CancelledSubscriptionException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestCancellationException;
import com.linecorp.armeria.server.RequestTimeoutException;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.protocol.json.JsonFormatException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives every failure a code. What nobody expected becomes `internal` and a line in the log, and
/// tells the caller nothing else. Thread-safe.
public final class Failures {

  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /// The refusal that a failure of `call` is answered with.
  public static ApiException of(Throwable failure, String call) {
    return switch (failure) {
      case ApiException refusal -> refusal;
      case JsonFormatException format ->
          new ApiException(codeOf(format), format.detail(), format.field(), Duration.ZERO);
      case CompletionException wrapper when wrapper.getCause() != null ->
          of(wrapper.getCause(), call);
      case ExecutionException wrapper when wrapper.getCause() != null ->
          of(wrapper.getCause(), call);
      case ContentTooLargeException _ ->
          new ApiException(ErrorCode.REQUEST_TOO_LARGE, "the request is too large");
      case ShuttingDownException _ ->
          new ApiException(ErrorCode.SHUTTING_DOWN, "this node is shutting down");
      case RequestTimeoutException _ ->
          new ApiException(ErrorCode.UNAVAILABLE, "the request took too long");
      case TimeoutException _ -> new ApiException(ErrorCode.UNAVAILABLE, "timed out");
      case HttpStatusException http -> of(http.httpStatus());
      case RequestCancellationException _ -> gone();
      case ResponseCompleteException _ -> gone();
      case ClosedStreamException _ -> gone();
      case AbortedStreamException _ -> gone();
      case CancelledSubscriptionException _ -> gone();
      case IOException lost when isDisconnected(lost) -> gone();
      default -> {
        log.error("Call failed unexpectedly: call={}", call, failure);
        yield new ApiException(ErrorCode.INTERNAL, "an unexpected error; it was logged");
      }
    };
  }

  /// The refusal that stands for a bare HTTP status.
  public static ApiException of(HttpStatus status) {
    return switch (status.code()) {
      case 401 -> new ApiException(ErrorCode.UNAUTHENTICATED, "not authenticated");
      case 403 -> new ApiException(ErrorCode.PERMISSION_DENIED, "not allowed");
      case 404 -> new ApiException(ErrorCode.NOT_FOUND, "no such path");
      case 405 -> new ApiException(ErrorCode.METHOD_NOT_ALLOWED, "this path has no such method");
      case 413, 414, 431 ->
          new ApiException(ErrorCode.REQUEST_TOO_LARGE, "the request is too large");
      case 415 -> new ApiException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "unsupported content type");
      case 429 -> new ApiException(ErrorCode.RATE_LIMITED, "too many requests");
      case 408, 503, 504 -> new ApiException(ErrorCode.UNAVAILABLE, "timed out");
      default ->
          status.isClientError()
              ? new ApiException(
                  ErrorCode.INVALID_ARGUMENT,
                  "bad request: " + status.reasonPhrase().toLowerCase(Locale.ROOT))
              : new ApiException(ErrorCode.INTERNAL, "an unexpected error");
    };
  }

  /// Whether the caller's connection broke: the network library tells it in the words of the
  /// system.
  private static boolean isDisconnected(IOException failure) {
    var message = String.valueOf(failure.getMessage());
    return failure instanceof ClosedChannelException
        || failure instanceof SocketException
        || message.contains("Connection reset")
        || message.contains("Broken pipe");
  }

  private static ErrorCode codeOf(JsonFormatException format) {
    return format.code().equals(JsonFormatException.MALFORMED_JSON)
        ? ErrorCode.MALFORMED_JSON
        : ErrorCode.INVALID_ARGUMENT;
  }

  private static ApiException gone() {
    return new ApiException(ErrorCode.UNAVAILABLE, "the caller went away");
  }
}
