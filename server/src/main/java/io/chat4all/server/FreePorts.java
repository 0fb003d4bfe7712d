package io.chat4all.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Refuses ports that somebody else listens on, before anything is started.
final class FreePorts {

  private FreePorts() {}

  static void require(ServerConfig.Http http) {
    require("http.port (--port)", http.address(), http.port());
    http.grpcPort().ifPresent(p -> require("http.grpc-port (GRPC_PORT)", http.address(), p));
    http.webSocketPort()
        .ifPresent(p -> require("http.websocket-port (WEBSOCKET_PORT)", http.address(), p));
  }

  static boolean isFree(String address, int port) {
    try {
      bind(address, port);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void bind(String address, int port) throws IOException {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    }
  }

  private static void require(String setting, String address, int port) {
    try {
      bind(address, port);
    } catch (IOException e) {
      throw new ConfigException(
          "%s: %d on %s cannot be used: %s".formatted(setting, port, address, e.getMessage()));
    }
  }
}
