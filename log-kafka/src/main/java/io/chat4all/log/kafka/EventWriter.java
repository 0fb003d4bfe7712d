package io.chat4all.log.kafka;

import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.EventLog;
import io.chat4all.log.kafka.codec.EventCodec;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes events. Thread-safe.
final class EventWriter implements EventLog {

  private static final Logger log = LoggerFactory.getLogger(EventWriter.class);

  private final WaitingWriter writer;
  private final Producer<byte[], byte[]> fleeting;
  private final String topic;

  /// `fleeting` must not block in `send`.
  EventWriter(WaitingWriter writer, Producer<byte[], byte[]> fleeting, String topic) {
    this.writer = writer;
    this.fleeting = fleeting;
    this.topic = topic;
  }

  @Override
  public void publish(List<ConversationEvent> events) {
    writer.publish(events, this::record);
  }

  @Override
  public void publishFleeting(ConversationEvent event) {
    try {
      var _ =
          fleeting.send(
              record(event),
              (_, failure) -> {
                if (failure != null) {
                  log.debug("Fleeting event lost", failure);
                }
              });
    } catch (RuntimeException e) {
      log.debug("Fleeting event lost", e);
    }
  }

  private ProducerRecord<byte[], byte[]> record(ConversationEvent event) {
    return new ProducerRecord<>(topic, EventCodec.key(event), EventCodec.encode(event));
  }
}
