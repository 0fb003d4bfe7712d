package io.chat4all.server;

/// An engine does not start, for a reason that its message says, with the setting.
final class EngineException extends RuntimeException {

  EngineException(String message, Throwable cause) {
    super(message, cause);
  }

  EngineException(String message) {
    super(message);
  }
}
