package io.chat4all.log.kafka;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Tests of a log on a real broker; each test has topics of its own.
abstract class OnABroker {

  private static final AtomicInteger LOGS = new AtomicInteger();

  @TempDir static Path directory;

  static EmbeddedBroker broker;

  KafkaLogConfig config;
  KafkaLog log;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(directory);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void open() {
    var name = "test" + LOGS.incrementAndGet();
    config =
        KafkaLogConfig.of(broker.bootstrapServers())
            .withTopicPrefix(name + ".")
            .withGroupId(name)
            .withTopics(4, 1);
    log = KafkaLog.open(config);
  }

  @AfterEach
  void close() {
    log.close();
  }
}
