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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/// The contracts of the log's ports on a real broker; each test has topics of its own.
class KafkaLogIT extends OnABroker {

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
