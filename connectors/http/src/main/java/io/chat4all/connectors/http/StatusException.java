package io.chat4all.connectors.http;

import java.io.IOException;

/// A download was answered with an error status.
public final class StatusException extends IOException {

  private final int status;

  /// @param status as answered
  public StatusException(int status) {
    super("HTTP " + status);
    this.status = status;
  }

  /// As answered.
  public int status() {
    return status;
  }
}
