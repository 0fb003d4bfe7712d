package io.chat4all.cluster;

/// A cluster cannot do what was asked; the message says what a person can do about it.
public final class ClusterException extends RuntimeException {

  public ClusterException(String message) {
    super(message);
  }

  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
