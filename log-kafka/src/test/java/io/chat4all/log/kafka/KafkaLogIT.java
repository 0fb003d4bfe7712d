package io.chat4all.log.kafka;

import io.chat4all.core.connector.InboundLog;
import io.chat4all.core.delivery.DeliveryQueue;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.DirectoryChangesContract;
import io.chat4all.core.log.EventFeed;
import io.chat4all.core.log.EventLog;
import io.chat4all.core.log.EventLogContract;
import io.chat4all.core.log.FactFeed;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.log.FactLogContract;
import io.chat4all.core.log.WorkFeed;
import io.chat4all.core.log.WorkFeedContract;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/// The contracts of the log's ports on a real broker; each test has topics of its own.
class KafkaLogIT {

  private static final AtomicInteger LOGS = new AtomicInteger();

  @TempDir static Path directory;

  private static EmbeddedBroker broker;

  private KafkaLogConfig config;
  private KafkaLog log;

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

  @Nested
  class Facts extends FactLogContract {
    @Override
    protected FactLog log() {
      return log.facts();
    }

    @Override
    protected FactFeed feed() {
      return log.feed();
    }
  }

  @Nested
  class Works extends WorkFeedContract {
    @Override
    protected DeliveryQueue deliveries() {
      return log.deliveries();
    }

    @Override
    protected InboundLog inbound() {
      return log.inbound();
    }

    @Override
    protected WorkFeed feed() {
      return log.workFeed();
    }
  }

  @Nested
  class Events extends EventLogContract {
    @Override
    protected EventLog log() {
      return log.events();
    }

    @Override
    protected EventFeed feed() {
      return log.eventFeed();
    }
  }

  @Nested
  class Directory extends DirectoryChangesContract {

    private KafkaLog other;

    @BeforeEach
    void openOther() {
      other = KafkaLog.open(config);
    }

    @AfterEach
    void closeOther() {
      other.close();
    }

    @Override
    protected DirectoryChanges here() {
      return log.directoryChanges();
    }

    @Override
    protected DirectoryChanges there() {
      return other.directoryChanges();
    }
  }
}
