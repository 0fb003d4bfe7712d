package io.chat4all.server;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `demo` and `serve` take on the command line; everything else is in the settings.
final class ServerOptions {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where the embedded engines keep their data.")
  private @Nullable Path dataDir;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = {
        "REST, gRPC and WebSocket on one port; 0 takes any free one. Default: 8000,",
        "with gRPC on 50051 and WebSocket on 8765 as well."
      })
  private @Nullable Integer port;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "Address to listen on. Default: 127.0.0.1.")
  private @Nullable String address;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings in HOCON; reference.conf documents every one.")
  private @Nullable Path config;

  ServerConfig load(Map<String, String> env, Map<String, String> defaults) {
    Map<String, Object> overrides = new HashMap<>(defaults);
    if (dataDir != null) {
      overrides.put("data-dir", dataDir.toString());
    }
    if (port != null) {
      overrides.put("http.port", port);
    }
    if (address != null) {
      overrides.put("http.address", address);
    }
    return ConfigLoader.load(Optional.ofNullable(config), env, overrides);
  }

  boolean hasDataDir() {
    return dataDir != null;
  }
}
