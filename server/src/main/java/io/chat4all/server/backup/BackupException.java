package io.chat4all.server.backup;

/// A backup that cannot be made or put back, for a reason that its message says.
public final class BackupException extends RuntimeException {

  public BackupException(String message) {
    super(message);
  }

  public BackupException(String message, Throwable cause) {
    super(message, cause);
  }
}
