package io.chat4all.log.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

/// Where records go that nobody can read, so that a person may look at them.
///
/// Key and value are those of the record. The headers `topic`, `partition`, `offset` say where it
/// was, `reason` why it is here; all are text.
final class DeadLetters {

  private final WaitingWriter writer;
  private final String topic;

  DeadLetters(WaitingWriter writer, String topic) {
    this.writer = writer;
    this.topic = topic;
  }

  /// Keeps a record, durably; throws when it may not be kept.
  void put(ConsumerRecord<byte[], byte[]> record, String reason) {
    writer.write(List.of(record), letter -> deadLetter(letter, reason));
  }

  private ProducerRecord<byte[], byte[]> deadLetter(
      ConsumerRecord<byte[], byte[]> record, String reason) {
    var letter = new ProducerRecord<>(topic, record.key(), record.value());
    record.headers().forEach(letter.headers()::add);
    header(letter, "topic", record.topic());
    header(letter, "partition", Integer.toString(record.partition()));
    header(letter, "offset", Long.toString(record.offset()));
    header(letter, "reason", reason);
    return letter;
  }

  private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
    letter.headers().add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8)));
  }
}
