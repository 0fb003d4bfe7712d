package io.chat4all.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A call that was refused, or that got no answer.
///
/// [#code] is the server's stable code, such as `not_found`, or one of the client's own:
/// [#UNREACHABLE], [#DEADLINE_EXCEEDED], [#CLOSED], [#NOT_SIGNED_IN], [#CANCELLED].
public final class Chat4AllException extends RuntimeException {

  /// There was no connection, or it broke before an answer came.
  public static final String UNREACHABLE = "unreachable";

  /// No answer came in time; whether the call took effect is unknown.
  public static final String DEADLINE_EXCEEDED = "deadline_exceeded";

  /// The client or the session was closed; whether an unanswered call took effect is unknown.
  public static final String CLOSED = "closed";

  /// There are no credentials, or they are used up.
  public static final String NOT_SIGNED_IN = "not_signed_in";

  /// The calling thread was interrupted; its interrupt flag is set.
  public static final String CANCELLED = "cancelled";

  private final String code;
  private final String field;
  private final Duration retryAfter;
  private final boolean retryable;

  Chat4AllException(String code, String message) {
    this(code, message, "", Duration.ZERO, false, null);
  }

  Chat4AllException(
      String code,
      String message,
      String field,
      Duration retryAfter,
      boolean retryable,
      @Nullable Throwable cause) {
    super(message, cause);
    this.code = requireNonNull(code, "code");
    this.field = requireNonNull(field, "field");
    this.retryAfter = requireNonNull(retryAfter, "retryAfter");
    this.retryable = retryable;
  }

  /// The stable code.
  public String code() {
    return code;
  }

  /// The path of the field at fault, or empty.
  public String field() {
    return field;
  }

  /// How long the server asks to wait before the next attempt; zero when it does not say.
  public Duration retryAfter() {
    return retryAfter;
  }

  /// Whether the same call may succeed later.
  public boolean retryable() {
    return retryable;
  }

  /// What a person reads.
  public String detail() {
    return requireNonNull(getMessage());
  }
}
