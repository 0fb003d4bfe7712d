package io.chat4all.log.kafka;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes partitions at least as long as what was already read of them.
///
/// A broker that does not force its writes to the disk may come back from a loss of power with a
/// log that ends before the history that was made of it, or before what its readers committed. The
/// next records would have the positions of lost ones: the history would take them for repetitions,
/// and readers would begin behind them. So the gap is filled with records that say nothing, which
/// readers pass over. What filled it was applied already; nothing that is still in the log is
/// touched; and a fill that was cut off is continued by the next one.
final class LostEnd {

  private static final Logger log = LoggerFactory.getLogger(LostEnd.class);
  private static final int AT_ONCE = 10_000;

  private final Topics topics;
  private final Admin admin;
  private final GroupOffsets offsets;
  private final WaitingWriter writer;

  LostEnd(KafkaLogConfig config, Topics topics, Admin admin, WaitingWriter writer) {
    this.topics = topics;
    this.admin = admin;
    this.offsets = new GroupOffsets(config, admin);
    this.writer = writer;
  }

  /// Whether a record says nothing.
  static boolean isFilling(ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null;
  }

  /// @param applied the newest positions of the history, by `topic id/partition`, as far as they
  ///   are not before an offset
  long fill(LongFunction<Map<String, Long>> applied)
      throws ExecutionException, InterruptedException {
    var wanted = committed();
    var messages = topics.messages();
    var partitions =
        IntStream.range(0, topics.partitions(messages))
            .mapToObj(number -> new TopicPartition(messages, number))
            .toList();
    var ends = offsets.of(partitions, OffsetSpec.latest());
    var beyond = applied.apply(Collections.min(ends.values()));
    for (var partition : partitions) {
      var position = beyond.get(topics.id(messages) + "/" + partition.partition());
      if (position != null) {
        wanted.merge(partition, position + 1, Math::max);
      }
    }
    long filled = 0;
    for (var end : offsets.of(wanted.keySet(), OffsetSpec.latest()).entrySet()) {
      var partition = end.getKey();
      long to = wanted.getOrDefault(partition, 0L);
      if (end.getValue() < to) {
        log.error(
            "The log ends before what was read of it, as after a loss of power, and is filled up:"
                + " what was accepted last and not read yet may be lost: topic={} partition={}"
                + " end={} filledTo={}",
            partition.topic(),
            partition.partition(),
            end.getValue(),
            to);
        fill(partition, to - end.getValue());
        filled += to - end.getValue();
      }
    }
    return filled;
  }

  /// How far our readers have come in topics that are there.
  private Map<TopicPartition, Long> committed() throws ExecutionException, InterruptedException {
    var committed = new HashMap<TopicPartition, Long>();
    var groups = offsets.groups();
    if (groups.isEmpty()) {
      return committed;
    }
    var there = admin.listTopics().names().get();
    for (var its : offsets.committed(groups).values()) {
      its.forEach((partition, offset) -> {
        if (there.contains(partition.topic())) {
          committed.merge(partition, offset, Math::max);
        }
      });
    }
    return committed;
  }

  private void fill(TopicPartition partition, long count) {
    for (long left = count; left > 0; left -= AT_ONCE) {
      writer.write(
          Collections.nCopies((int) Math.min(left, AT_ONCE), partition),
          it -> new ProducerRecord<>(it.topic(), it.partition(), null, null));
    }
  }
}
