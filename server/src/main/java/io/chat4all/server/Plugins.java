package io.chat4all.server;

import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.core.channel.ChannelId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connectors: those on the class path, and those of the jars in a directory, each with a class
/// loader of its own.
final class Plugins implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Plugins.class);

  private final Map<ChannelId, String> origins = new HashMap<>();
  private final List<ConnectorFactory> factories = new ArrayList<>();
  private final List<URLClassLoader> loaders = new ArrayList<>();

  private Plugins() {}

  /// Finds them all. A jar that holds no connector, a broken one, and two connectors of one channel
  /// refuse the start and are named.
  static Plugins load(Path directory) {
    var plugins = new Plugins();
    try {
      plugins.add("the class path", Plugins.class.getClassLoader());
      for (var jar : jars(directory)) {
        plugins.add(jar);
      }
      return plugins;
    } catch (RuntimeException e) {
      plugins.close();
      throw e;
    }
  }

  List<ConnectorFactory> factories() {
    return List.copyOf(factories);
  }

  private static List<Path> jars(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(Path jar) {
    try {
      var urls = new URL[] {jar.toUri().toURL()};
      var loader = new URLClassLoader(jar.toString(), urls, Plugins.class.getClassLoader());
      loaders.add(loader);
      if (add(jar.toString(), loader) == 0) {
        throw new ConfigException("channels.plugins: %s holds no connector".formatted(jar));
      }
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Adds the connectors that this loader itself finds, and answers how many.
  private int add(String origin, ClassLoader loader) {
    int added = 0;
    try {
      for (var factory : ServiceLoader.load(ConnectorFactory.class, loader)) {
        if (loader.equals(factory.getClass().getClassLoader())) {
          add(origin, factory);
          added++;
        }
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new ConfigException(
          "channels.plugins: %s cannot be loaded: %s".formatted(origin, e.getMessage()));
    }
    return added;
  }

  private void add(String origin, ConnectorFactory factory) {
    var before = origins.putIfAbsent(factory.channel(), origin);
    if (before != null) {
      throw new ConfigException(
          "channels.plugins: the channel %s comes from %s and from %s (expected: once)"
              .formatted(factory.channel(), before, origin));
    }
    log.info("Connector found: channel={} in={}", factory.channel(), origin);
    factories.add(factory);
  }

  @Override
  public void close() {
    for (var loader : loaders) {
      try {
        loader.close();
      } catch (IOException e) {
        log.warn("Plugin did not close: in={}", loader.getName(), e);
      }
    }
  }
}
