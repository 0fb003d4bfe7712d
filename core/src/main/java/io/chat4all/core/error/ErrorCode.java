package io.chat4all.core.error;

import java.util.Locale;

/// The stable codes of everything that can go wrong, with what each protocol answers.
///
/// REST answers an RFC 9457 problem with `httpStatus` and [#code]; gRPC a status with `grpcStatus`
/// (the number of `google.rpc.Code`) and the code as `ErrorInfo.reason`; the WebSocket an error
/// frame with the code. A retryable error carries a hint how long to wait.
public enum ErrorCode {
  INVALID_ARGUMENT(400, 3, false),
  MALFORMED_JSON(400, 3, false),
  UNSUPPORTED_GRANT_TYPE(400, 3, false),
  TOO_MANY_MEMBERS(400, 3, false),
  BINARY_FRAME(400, 3, false),
  UNAUTHENTICATED(401, 16, false),
  INVALID_CREDENTIALS(401, 16, false),
  INVALID_REFRESH_TOKEN(401, 16, false),
  REFRESH_TOKEN_REUSED(401, 16, false),
  PERMISSION_DENIED(403, 7, false),
  SENDER_MISMATCH(403, 7, false),
  NOT_FOUND(404, 5, false),
  UNKNOWN_USER(404, 5, false),
  METHOD_NOT_ALLOWED(405, 12, false),
  ALREADY_EXISTS(409, 6, false),
  AMBIGUOUS_MESSAGE_ID(409, 9, false),
  LAST_OWNER(409, 9, false),
  MESSAGE_DELETED(409, 9, false),
  MESSAGE_ID_CONFLICT(409, 6, false),
  PRIVATE_CONVERSATION(409, 9, false),
  MESSAGE_TOO_LARGE(413, 3, false),
  REQUEST_TOO_LARGE(413, 3, false),
  UNSUPPORTED_MEDIA_TYPE(415, 3, false),
  RANGE_NOT_SATISFIABLE(416, 11, false),
  RATE_LIMITED(429, 8, true),
  SLOW_CONSUMER(429, 8, true),
  INTERNAL(500, 13, false),
  OVERLOADED(503, 8, true),
  SHUTTING_DOWN(503, 14, true),
  UNAVAILABLE(503, 14, true);

  private final int httpStatus;
  private final int grpcStatus;
  private final boolean retryable;

  ErrorCode(int httpStatus, int grpcStatus, boolean retryable) {
    this.httpStatus = httpStatus;
    this.grpcStatus = grpcStatus;
    this.retryable = retryable;
  }

  /// The code as it stands on every wire, such as `not_found`.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The HTTP status.
  public int httpStatus() {
    return httpStatus;
  }

  /// The number of the gRPC status.
  public int grpcStatus() {
    return grpcStatus;
  }

  /// Whether the same call may succeed later.
  public boolean retryable() {
    return retryable;
  }
}
