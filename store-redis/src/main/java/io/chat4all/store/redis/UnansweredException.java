package io.chat4all.store.redis;

import org.jspecify.annotations.Nullable;

/// Redis did not answer in time, or could not.
final class UnansweredException extends Exception {

  UnansweredException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
