package io.chat4all.log.kafka;

import io.chat4all.core.check.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// How far the readers of the log have come.
final class GroupExamination {

  private static final String NAME = "kafka readers";

  /// A minute of what a small cluster takes.
  private static final long MUCH = 100_000;

  private final KafkaLogConfig config;
  private final Admin admin;
  private final List<Finding> findings = new ArrayList<>();

  GroupExamination(KafkaLogConfig config, Admin admin) {
    this.config = config;
    this.admin = admin;
  }

  List<Finding> run() throws ExecutionException, InterruptedException {
    var ours =
        admin.listGroups().valid().get().stream()
            .map(GroupListing::groupId)
            .filter(it -> it.startsWith(config.groupId() + "."))
            .sorted()
            .toList();
    if (ours.isEmpty()) {
      return List.of(Finding.ok(NAME, "none yet"));
    }
    var described = admin.describeConsumerGroups(ours).all().get();
    var specs =
        ours.stream()
            .collect(
                Collectors.toMap(Function.identity(), _ -> new ListConsumerGroupOffsetsSpec()));
    var offsets = admin.listConsumerGroupOffsets(specs).all().get();
    for (var group : ours) {
      var committed = new HashMap<TopicPartition, Long>();
      offsets
          .getOrDefault(group, Map.of())
          .forEach((partition, offset) -> {
            if (offset != null) {
              committed.put(partition, offset.offset());
            }
          });
      examine(group, described.get(group), committed);
    }
    return findings;
  }

  private void examine(
      String group,
      @Nullable ConsumerGroupDescription described,
      Map<TopicPartition, Long> committed)
      throws ExecutionException, InterruptedException {
    var ends = offsets(committed.keySet(), OffsetSpec.latest());
    var starts = offsets(committed.keySet(), OffsetSpec.earliest());
    long lag = 0;
    long lost = 0;
    for (var partition : committed.entrySet()) {
      long at = partition.getValue();
      lag += Math.max(0, offset(ends, partition.getKey()) - at);
      lost += Math.max(0, offset(starts, partition.getKey()) - at);
    }
    int members = described == null ? 0 : described.members().size();
    var found = "%s: %d members, %d behind".formatted(group, members, lag);
    if (lost > 0) {
      findings.add(
          Finding.fail(
              NAME,
              "%s, and %d records were deleted before they were read".formatted(found, lost),
              "raise retention.ms of the topic, and keep readers running"));
    } else if (lag > 0 && members == 0) {
      findings.add(
          Finding.warn(NAME, found, "run a process with the role that reads it (CHAT4ALL_ROLES)"));
    } else if (lag > MUCH) {
      findings.add(
          Finding.warn(NAME, found, "run more processes of that role, or look at the stores"));
    } else {
      findings.add(Finding.ok(NAME, found));
    }
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Set<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    return admin
        .listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> spec)))
        .all()
        .get();
  }

  private static long offset(
      Map<TopicPartition, ListOffsetsResultInfo> offsets, TopicPartition partition) {
    var info = offsets.get(partition);
    return info == null ? 0 : info.offset();
  }
}
