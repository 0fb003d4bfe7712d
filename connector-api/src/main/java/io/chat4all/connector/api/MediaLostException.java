package io.chat4all.connector.api;

import java.io.IOException;

/// A file that came in cannot be fetched any more, and never will.
public final class MediaLostException extends IOException {

  /// @param reason the provider's code and words; for the trace
  public MediaLostException(String reason) {
    super(reason);
  }
}
