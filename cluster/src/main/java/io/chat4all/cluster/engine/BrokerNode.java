package io.chat4all.cluster.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/// A Kafka broker as a process: formats its directory when it is new, and serves until SIGTERM.
public final class BrokerNode {

  private BrokerNode() {}

  /// Runs on the properties file that is the only argument, as [BrokerSettings] writes it.
  public static void main(String[] args) throws Exception {
    var settings = new Properties();
    try (var file = Files.newBufferedReader(Path.of(args[0]))) {
      settings.load(file);
    }
    format(settings);
    var server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(server::shutdown));
    server.startup();
    server.awaitShutdown();
  }

  /// Leaves what is formatted as it is.
  private static void format(Properties settings) throws IOException {
    var data = settings.getProperty("log.dirs");
    Files.createDirectories(Path.of(data));
    var formatter =
        new Formatter()
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
            .setClusterId(settings.getProperty(BrokerSettings.CLUSTER_ID))
            .setReleaseVersion(MetadataVersion.latestProduction())
            .setControllerListenerName(BrokerSettings.CONTROLLER)
            .setIgnoreFormatted(true)
            .addDirectory(data)
            .setMetadataLogDirectory(data);
    try {
      formatter.run();
    } catch (Exception e) {
      throw new IllegalStateException("the broker's data in " + data + " cannot be formatted", e);
    }
  }
}
