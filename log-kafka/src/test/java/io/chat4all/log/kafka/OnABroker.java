package io.chat4all.log.kafka;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Tests of a log on a real broker, one for each class, as classes run side by side; each test has
/// topics of its own.
@TestInstance(Lifecycle.PER_CLASS)
abstract class OnABroker {

  private static final AtomicInteger LOGS = new AtomicInteger();

  EmbeddedBroker broker;

  KafkaLogConfig config;
  KafkaLog log;

  @BeforeAll
  void startBroker(@TempDir Path directory) {
    broker = EmbeddedBroker.start(directory);
  }

  @AfterAll
  void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void open() {
    var name = "test" + LOGS.incrementAndGet();
    config =
        KafkaLogConfig.of(broker.bootstrapServers()).withTopicPrefix(name + ".").withTopics(4, 1);
    log = KafkaLog.open(config);
  }

  @AfterEach
  void close() {
    log.close();
  }
}
