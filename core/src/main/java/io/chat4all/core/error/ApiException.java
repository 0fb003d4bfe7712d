package io.chat4all.core.error;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/// A call that is refused, with the code that every protocol answers.
///
/// Carries no stack trace: it is an answer, not a fault.
public final class ApiException extends RuntimeException {

  private final ErrorCode code;
  private final String field;
  private final Duration retryAfter;

  /// An error without a field at fault; a retryable one hints at one second.
  public ApiException(ErrorCode code, String message) {
    this(code, message, "", code.retryable() ? Duration.ofSeconds(1) : Duration.ZERO);
  }

  /// `field` is the path of the field at fault, or empty; `retryAfter` zero when waiting is no
  /// help.
  public ApiException(ErrorCode code, String message, String field, Duration retryAfter) {
    super(message, null, false, false);
    this.code = requireNonNull(code, "code");
    this.field = requireNonNull(field, "field");
    this.retryAfter = requireNonNull(retryAfter, "retryAfter");
  }

  /// An `invalid_argument` that names its field.
  public static ApiException invalid(String field, String message) {
    return new ApiException(ErrorCode.INVALID_ARGUMENT, message, field, Duration.ZERO);
  }

  /// A `not_found` for a thing of this kind: also for what the caller may not know of.
  public static ApiException notFound(String kind) {
    return new ApiException(ErrorCode.NOT_FOUND, kind + " not found");
  }

  /// The stable code.
  public ErrorCode code() {
    return code;
  }

  /// The path of the field at fault, or empty.
  public String field() {
    return field;
  }

  /// How long to wait before trying again; zero when that is no help.
  public Duration retryAfter() {
    return retryAfter;
  }

  /// What a person reads.
  public String detail() {
    return requireNonNull(getMessage());
  }
}
