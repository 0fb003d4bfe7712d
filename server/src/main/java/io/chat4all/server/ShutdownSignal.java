package io.chat4all.server;

/// Stops a server when the process is told to end.
final class ShutdownSignal {

  private ShutdownSignal() {}

  static void closeOnTermination(Chat4AllServer server) {
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
  }
}
