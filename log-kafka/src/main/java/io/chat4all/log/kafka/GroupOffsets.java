package io.chat4all.log.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// What the brokers know of how far the readers of the log have come.
final class GroupOffsets {

  private final KafkaLogConfig config;
  private final Admin admin;

  GroupOffsets(KafkaLogConfig config, Admin admin) {
    this.config = config;
    this.admin = admin;
  }

  /// The names of our groups, sorted.
  List<String> groups() throws ExecutionException, InterruptedException {
    return admin.listGroups().valid().get().stream()
        .map(GroupListing::groupId)
        .filter(it -> it.startsWith(config.reading().groupPrefix()))
        .sorted()
        .toList();
  }

  /// By group, what it committed.
  Map<String, Map<TopicPartition, Long>> committed(Collection<String> groups)
      throws ExecutionException, InterruptedException {
    var specs =
        groups.stream()
            .collect(
                Collectors.toMap(Function.identity(), _ -> new ListConsumerGroupOffsetsSpec()));
    return admin.listConsumerGroupOffsets(specs).all().get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, it -> known(it.getValue())));
  }

  /// A partition of which a group committed nothing has no offset.
  private static Map<TopicPartition, Long> known(Map<TopicPartition, OffsetAndMetadata> offsets) {
    return offsets.entrySet().stream()
        .filter(it -> it.getValue() != null)
        .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().offset()));
  }

  /// Where partitions begin or end.
  Map<TopicPartition, Long> of(Collection<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    var specs = partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> which));
    return admin.listOffsets(specs).all().get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().offset()));
  }
}
