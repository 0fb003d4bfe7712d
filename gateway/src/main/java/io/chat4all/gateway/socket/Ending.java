package io.chat4all.gateway.socket;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.util.Optional;

/// Why a session ended.
///
/// @param closeCode of the WebSocket: RFC 6455, or 4000 and up for ours
/// @param cause what the client is told; absent when it went by itself
record Ending(int closeCode, Optional<ApiException> cause) {

  /// The client went.
  static final Ending GONE = new Ending(1000, Optional.empty());

  /// The node goes.
  static final Ending SHUTTING_DOWN =
      of(ErrorCode.SHUTTING_DOWN, "this node is shutting down: connect again");

  static Ending of(ErrorCode code, String detail) {
    return of(new ApiException(code, detail));
  }

  static Ending of(ApiException cause) {
    int closeCode =
        switch (cause.code()) {
          case SHUTTING_DOWN -> 1001;
          case INVALID_ARGUMENT -> 1002;
          case BINARY_FRAME -> 1003;
          case MALFORMED_JSON -> 1007;
          case REQUEST_TOO_LARGE -> 1009;
          case UNAVAILABLE, OVERLOADED -> 1013;
          case UNAUTHENTICATED -> 4001;
          case SLOW_CONSUMER -> 4008;
          default -> 1011;
        };
    return new Ending(closeCode, Optional.of(cause));
  }

  /// Whether what waits for the client is thrown away.
  boolean isAbrupt() {
    return cause.isEmpty() || cause.get().code() == ErrorCode.SLOW_CONSUMER;
  }

  /// The reason of a WebSocket close frame: the code.
  String reason() {
    return cause.map(e -> e.code().code()).orElse("");
  }
}
