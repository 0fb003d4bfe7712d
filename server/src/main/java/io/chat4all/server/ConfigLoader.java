package io.chat4all.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.limit.Limit;
import io.chat4all.core.webhook.WebhookAddresses;
import io.chat4all.worker.webhook.WebhookConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads the settings: `reference.conf`, over it a file, over that the environment, over that the
/// command line.
final class ConfigLoader {

  private static final ConfigResolveOptions ABSENT_IS_FINE =
      ConfigResolveOptions.noSystem().setAllowUnresolved(true);
  private static final int EMBEDDED_PARTITIONS = 4;
  private static final int PARTITIONS = 48;
  private static final int GRPC_PORT = 50_051;
  private static final int WEBSOCKET_PORT = 8765;

  private ConfigLoader() {}

  /// @param overrides settings of the command line, by their keys
  static ServerConfig load(
      Optional<Path> file, Map<String, String> env, Map<String, ? extends Object> overrides) {
    try {
      var variables = ConfigFactory.parseMap(env);
      var config =
          ConfigFactory.parseMap(overrides)
              .withFallback(resource("environment.conf").resolveWith(variables, ABSENT_IS_FINE));
      if (file.isPresent()) {
        config = config.withFallback(parse(file.get()).resolveWith(variables));
      }
      return read(config.withFallback(resource("reference.conf")).resolve());
    } catch (com.typesafe.config.ConfigException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  private static Config parse(Path file) {
    if (!Files.isReadable(file)) {
      throw new ConfigException("--config: %s cannot be read".formatted(file));
    }
    return ConfigFactory.parseFile(
        file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
  }

  /// Beside this class, because libraries have a `reference.conf` too.
  private static Config resource(String name) {
    return ConfigFactory.parseResources(ConfigLoader.class, name);
  }

  private static ServerConfig read(Config config) {
    return new ServerConfig(
        ServerRole.parse(config.getString("roles")),
        Path.of(config.getString("data-dir")),
        new Secret(config.getString("secret-key")),
        http(config),
        auth(config),
        new ServerConfig.Messages(
            bytes(config, "messages.max-text-size"), config.getInt("messages.max-members")),
        config.getDuration("sessions.heartbeat"),
        log(config),
        EngineSettings.store(config),
        EngineSettings.files(config),
        EngineSettings.redis(config),
        sends(config),
        channels(config),
        webhooks(config));
  }

  private static WebhookConfig webhooks(Config config) {
    try {
      return WebhookConfig.of(
          new WebhookAddresses(config.getBoolean("webhooks.allow-private-addresses")),
          config.getDuration("webhooks.timeout"),
          config.getDuration("webhooks.give-up-after"),
          config.getDuration("webhooks.keep-deliveries"));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("webhooks: " + e.getMessage());
    }
  }

  private static ChannelsConfig channels(Config config) {
    var plugins = config.getString("channels.plugins");
    return new ChannelsConfig(
        plugins.isEmpty() ? Optional.empty() : Optional.of(Path.of(plugins)),
        ChannelsConfig.target("channels.default-route", config.getString("channels.default-route")),
        new Secret(config.getString("channels.telegram-bot-token")),
        new ChannelsConfig.Delivery(
            config.getDuration("channels.give-up-after"),
            config.getDuration("channels.fallback-after"),
            config.getDuration("channels.uncertain-wait")),
        config.getBytes("channels.max-media-size"));
  }

  private static ServerConfig.Log log(Config config) {
    var servers = config.getString("log.bootstrap-servers");
    int usual = servers.isEmpty() ? EMBEDDED_PARTITIONS : PARTITIONS;
    return new ServerConfig.Log(
        servers,
        EngineSettings.kafkaSecurity(config),
        config.getString("log.topic-prefix"),
        config.getString("log.partitions").equals("auto") ? usual : config.getInt("log.partitions"),
        config.getInt("log.replication-factor"),
        config.getDuration("log.delivery-timeout"),
        config.getDuration("log.session-timeout"));
  }

  private static ServerConfig.Http http(Config config) {
    int port = config.getInt("http.port");
    return new ServerConfig.Http(
        config.getString("http.address"),
        port,
        further(config, "http.grpc-port", port, GRPC_PORT),
        further(config, "http.websocket-port", port, WEBSOCKET_PORT),
        bytes(config, "http.max-request-size"),
        config.getInt("http.max-calls"),
        config.getDuration("http.drain-delay"),
        config.getDuration("http.drain-timeout"),
        publicUrl(config.getString("http.public-url")));
  }

  private static Optional<URI> publicUrl(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    ServerConfig.require(
        text.matches("https?://[^/?#]+(/[^?#]*)?"),
        "http.public-url",
        text,
        "http(s)://host[/path]");
    return Optional.of(URI.create(text.replaceAll("/+$", "")));
  }

  private static OptionalInt further(Config config, String key, int port, int usual) {
    if (config.getString(key).equals("auto")) {
      return port == ServerConfig.DEFAULT_PORT ? OptionalInt.of(usual) : OptionalInt.empty();
    }
    int value = config.getInt(key);
    ServerConfig.require(value >= -1 && value <= 65_535, key, value, "-1..65535 or auto");
    return value == -1 ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static ServerConfig.Auth auth(Config config) {
    var lifetime =
        config.hasPath("auth.access-token-minutes")
            ? Duration.ofMinutes(config.getLong("auth.access-token-minutes"))
            : config.getDuration("auth.access-token-lifetime");
    return new ServerConfig.Auth(
        lifetime,
        config.getDuration("auth.refresh-token-lifetime"),
        config.getInt("auth.bcrypt-cost"),
        config.getString("auth.admin-client.id"),
        new Secret(config.getString("auth.admin-client.secret")));
  }

  private static Optional<Limit> sends(Config config) {
    int rate = config.getInt("limits.sends-per-second");
    int burst = config.getInt("limits.send-burst");
    ServerConfig.require(rate >= 0, "limits.sends-per-second", rate, ">= 0");
    ServerConfig.require(
        burst >= Math.max(1, rate), "limits.send-burst", burst, "at least a second's");
    return rate == 0 ? Optional.empty() : Optional.of(new Limit("send", rate, burst));
  }

  static int bytes(Config config, String key) {
    long bytes = config.getBytes(key);
    ServerConfig.require(bytes <= Integer.MAX_VALUE, key, bytes, "less than 2 GiB");
    return (int) bytes;
  }
}
