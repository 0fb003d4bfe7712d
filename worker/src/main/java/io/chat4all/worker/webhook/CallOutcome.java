package io.chat4all.worker.webhook;

import java.time.Duration;

/// What an endpoint answered to a call.
sealed interface CallOutcome {

  /// The answer's status; 0 for none.
  int httpStatus();

  /// It has it: any 2xx.
  record Taken(int httpStatus) implements CallOutcome {}

  /// It wants no more calls: 410.
  record Gone() implements CallOutcome {
    @Override
    public int httpStatus() {
      return 410;
    }
  }

  /// It has it not, or nobody knows.
  ///
  /// @param retryAfter how long it asked us to wait; zero when it did not
  /// @param isTrouble whether other calls are likely to fail too
  record Failed(int httpStatus, String error, Duration retryAfter, boolean isTrouble)
      implements CallOutcome {}
}
