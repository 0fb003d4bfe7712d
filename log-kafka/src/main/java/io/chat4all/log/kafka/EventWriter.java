package io.chat4all.log.kafka;

import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.EventLog;
import io.chat4all.log.kafka.codec.EventCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes events: to the topic that every gateway reads, and those that webhooks may want also
/// to the topic that is kept for those. Thread-safe.
final class EventWriter implements EventLog {

  private static final Logger log = LoggerFactory.getLogger(EventWriter.class);

  private final WaitingWriter writer;
  private final Producer<byte[], byte[]> fleeting;
  private final String topic;
  private final String webhooks;
  private final Predicate<? super ConversationEvent> wanted;

  /// `fleeting` must not block in `send`.
  EventWriter(
      WaitingWriter writer,
      Producer<byte[], byte[]> fleeting,
      Topics topics,
      Predicate<? super ConversationEvent> wanted) {
    this.writer = writer;
    this.fleeting = fleeting;
    this.topic = topics.events();
    this.webhooks = topics.webhooks();
    this.wanted = wanted;
  }

  @Override
  public void publish(List<ConversationEvent> events) {
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>(events.size());
    for (var event : events) {
      var record = record(event);
      records.add(record);
      if (wanted.test(event)) {
        records.add(new ProducerRecord<>(webhooks, record.key(), record.value()));
      }
    }
    writer.publish(records, Function.identity());
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
