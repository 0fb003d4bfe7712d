package io.chat4all.log.kafka;

import io.chat4all.core.check.Finding;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.server.common.MetadataVersion;

/// Asks the brokers what they are, how the topics are, and how far their readers have come; changes
/// nothing.
final class Examination {

  static final String NAME = "kafka";

  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final int CONNECT_MILLIS = 3_000;
  private static final String FEATURE = "metadata.version";

  private final KafkaLogConfig config;
  private final List<Finding> findings = new ArrayList<>();

  Examination(KafkaLogConfig config) {
    this.config = config;
  }

  List<Finding> run() {
    try (var admin = new ClientSettings(config).impatientAdmin(PATIENCE)) {
      brokers(admin);
      findings.addAll(new TopicExamination(config, admin).run());
      findings.addAll(new GroupExamination(config, admin).run());
    } catch (ExecutionException e) {
      findings.add(refused(Refusals.of(e, config)));
    } catch (KafkaException e) {
      findings.add(refused(Refusals.of(e, config)));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      findings.add(Finding.fail(NAME, "was not looked at to the end", "look again"));
    }
    return findings;
  }

  private static Finding refused(String refusal) {
    int colon = refusal.indexOf(": ");
    return Finding.fail(NAME, refusal.substring(colon + 2), "set " + refusal.substring(0, colon));
  }

  private void brokers(Admin admin) throws ExecutionException, InterruptedException {
    var nodes = admin.describeCluster().nodes().get();
    var found = "%d brokers, %s".formatted(nodes.size(), version(admin));
    int copies = config.topics().replicationFactor();
    if (nodes.size() < copies) {
      findings.add(
          Finding.fail(
              NAME,
              "%s: too few for %d copies".formatted(found, copies),
              "start the others, or set log.replication-factor (CHAT4ALL_REPLICATION_FACTOR) to at"
                  + " most "
                  + nodes.size()));
    } else if (nodes.size() < 3) {
      findings.add(
          Finding.warn(
              NAME, found + ": none may be lost", "run three, with 3 copies of each topic"));
    } else {
      findings.add(Finding.ok(NAME, found));
    }
    for (var server : config.bootstrapServers().split(",", -1)) {
      connect(server.strip()).ifPresent(findings::add);
    }
  }

  private static String version(Admin admin) throws InterruptedException {
    try {
      var features = admin.describeFeatures().featureMetadata().get().finalizedFeatures();
      var level = features.get(FEATURE);
      return level == null
          ? "version unknown"
          : FEATURE + " " + MetadataVersion.fromFeatureLevel(level.maxVersionLevel());
    } catch (ExecutionException | IllegalArgumentException _) {
      return "version unknown";
    }
  }

  private static Optional<Finding> connect(String server) {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(String.valueOf(Utils.getHost(server)), port(server)),
          CONNECT_MILLIS);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(
          Finding.warn(
              NAME,
              "%s does not answer: %s".formatted(server, e.getMessage()),
              "start it, or take it out of log.bootstrap-servers (KAFKA_BOOTSTRAP_SERVERS)"));
    }
  }

  private static int port(String server) {
    var port = Utils.getPort(server);
    return port == null ? 0 : port;
  }
}
