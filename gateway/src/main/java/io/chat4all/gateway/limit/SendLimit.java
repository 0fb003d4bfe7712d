package io.chat4all.gateway.limit;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.limit.Limit;
import io.chat4all.core.limit.RateLimits;
import io.chat4all.core.limit.RateLimits.Taking;
import java.time.Duration;
import java.util.Optional;

/// How often an account, a person's or an API client's, may send, edit, delete and react; more is
/// refused with `RATE_LIMITED` and a hint how long to wait. All sessions and calls of the account
/// count together.
///
/// Asked before anything else is done for the call, and without waiting. Thread-safe.
public final class SendLimit {

  private final RateLimits limits;
  private final Optional<Limit> limit;

  /// Without a limit nothing is refused.
  public SendLimit(RateLimits limits, Optional<Limit> limit) {
    this.limits = limits;
    this.limit = limit;
  }

  /// Counts one message, or refuses it.
  public void check(Caller caller) {
    if (limit.isPresent()
        && limits.tryTake(limit.get(), caller.id().value())
            instanceof Taking.RetryAfter(var delay)) {
      throw new ApiException(
          ErrorCode.RATE_LIMITED,
          "more than %d messages a second".formatted(limit.get().perSecond()),
          "",
          Duration.ofMillis(delay.toMillis() + 1));
    }
  }
}
