package io.chat4all.server;

/// A setting that the server does not start with; the message names the setting.
final class ConfigException extends RuntimeException {
  ConfigException(String message) {
    super(message);
  }
}
