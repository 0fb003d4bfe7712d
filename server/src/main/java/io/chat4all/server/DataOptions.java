package io.chat4all.server;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which settings, and so which data directory, a command is about that runs no server.
final class DataOptions {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where the embedded engines keep their data. Default: as the settings say.")
  private @Nullable Path dataDir;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings in HOCON, as of `serve`.")
  private @Nullable Path config;

  ServerConfig load(Map<String, String> env) {
    Map<String, Object> overrides =
        dataDir == null ? Map.of() : Map.of("data-dir", dataDir.toString());
    return ConfigLoader.load(Optional.ofNullable(config), env, overrides);
  }

  /// Throws [ConfigException] when the settings keep elsewhere what the directory would hold.
  ServerConfig loadEmbedded(Map<String, String> env) {
    var settings = load(env);
    refuse(!settings.log().bootstrapServers().isEmpty(), "KAFKA_BOOTSTRAP_SERVERS");
    refuse(settings.store().database().isPresent(), "DATABASE_URL");
    refuse(settings.store().cassandra().isPresent(), "CASSANDRA_HOSTS");
    refuse(settings.store().mongo().isPresent(), "MONGODB_URI");
    return settings;
  }

  private static void refuse(boolean isElsewhere, String setting) {
    ServerConfig.require(
        !isElsewhere,
        setting,
        "set",
        "not set: backup and restore are for the embedded engines; others have their own, see"
            + " docs/recovery.md");
  }
}
