package io.chat4all.worker.batch;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.time.DateTimeException;

/// Tells work that can never succeed from work that fails because a store or the log does.
///
/// When in doubt, it is the store: repeating costs time, setting aside costs a message.
public final class OwnFault {

  private OwnFault() {}

  /// Whether a store or the log refused what it was given, and would refuse it again.
  public static boolean caused(RuntimeException failure) {
    return switch (failure) {
      case ApiException api ->
          api.code() == ErrorCode.INVALID_ARGUMENT || api.code() == ErrorCode.MESSAGE_TOO_LARGE;
      case IllegalArgumentException _, DateTimeException _, ArithmeticException _ -> true;
      default -> false;
    };
  }
}
