package io.chat4all.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.chat4all.protocol.v1.Error;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/// Turns gRPC statuses and error frames into [Chat4AllException].
///
/// The server's details are `google.rpc.ErrorInfo` (reason = code), `BadRequest` (field) and
/// `RetryInfo`, as in https://google.aip.dev/193.
final class Errors {

  private static final Set<String> RETRYABLE =
      Set.of("unavailable", "overloaded", "shutting_down", "slow_consumer", "rate_limited");

  /// Statuses without a name: the server names its own, so these are a connection or a proxy that
  /// broke.
  private static final Set<String> TRANSPORT =
      Set.of(
          Chat4AllException.UNREACHABLE,
          Chat4AllException.DEADLINE_EXCEEDED,
          "overloaded",
          "internal",
          "unknown");

  private Errors() {}

  static Chat4AllException of(Throwable failure) {
    if (failure instanceof Chat4AllException known) {
      return known;
    }
    var status = Status.fromThrowable(failure);
    var details = new Details();
    var proto = StatusProto.fromThrowable(failure);
    if (proto != null) {
      proto.getDetailsList().forEach(details::read);
    }
    var code = details.code.isEmpty() ? codeOf(status) : details.code;
    var text = status.getDescription();
    if (text == null || text.isBlank()) {
      text = code.replace('_', ' ');
    }
    boolean retryable = (details.code.isEmpty() ? TRANSPORT : RETRYABLE).contains(code);
    return new Chat4AllException(code, text, details.field, details.retryAfter, retryable, failure);
  }

  static Chat4AllException of(Error error) {
    boolean retryable = error.getRetryAfterMs() > 0 || RETRYABLE.contains(error.getCode());
    return new Chat4AllException(
        error.getCode(),
        error.getMessage(),
        error.getField(),
        Duration.ofMillis(error.getRetryAfterMs()),
        retryable,
        null);
  }

  /// The code of a status that carries no details: the server never said it, the transport did.
  private static String codeOf(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE -> Chat4AllException.UNREACHABLE;
      case DEADLINE_EXCEEDED -> Chat4AllException.DEADLINE_EXCEEDED;
      case CANCELLED ->
          Thread.currentThread().isInterrupted()
              ? Chat4AllException.CANCELLED
              : Chat4AllException.UNREACHABLE;
      case RESOURCE_EXHAUSTED -> "overloaded";
      default -> status.getCode().name().toLowerCase(Locale.ROOT);
    };
  }

  private static final class Details {
    private String code = "";
    private String field = "";
    private Duration retryAfter = Duration.ZERO;

    private void read(Any detail) {
      try {
        if (detail.is(ErrorInfo.class)) {
          var info = detail.unpack(ErrorInfo.class);
          code = info.getReason().toLowerCase(Locale.ROOT);
          field = info.getMetadataOrDefault("field", field);
        } else if (detail.is(BadRequest.class)) {
          var violations = detail.unpack(BadRequest.class).getFieldViolationsList();
          field = violations.isEmpty() ? field : violations.getFirst().getField();
        } else if (detail.is(RetryInfo.class)) {
          var delay = detail.unpack(RetryInfo.class).getRetryDelay();
          retryAfter = Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
        }
      } catch (InvalidProtocolBufferException e) {
        // A detail that does not parse is as good as none: the status itself still tells.
        return;
      }
    }
  }
}
