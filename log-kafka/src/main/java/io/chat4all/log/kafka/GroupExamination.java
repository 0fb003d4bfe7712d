package io.chat4all.log.kafka;

import io.chat4all.core.check.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// How far the readers of the log have come.
final class GroupExamination {

  private static final String NAME = "kafka readers";

  /// A minute of what a small cluster takes.
  private static final long MUCH = 100_000;

  private final Admin admin;
  private final GroupOffsets offsets;
  private final List<Finding> findings = new ArrayList<>();

  GroupExamination(KafkaLogConfig config, Admin admin) {
    this.admin = admin;
    this.offsets = new GroupOffsets(config, admin);
  }

  List<Finding> run() throws ExecutionException, InterruptedException {
    var ours = offsets.groups();
    if (ours.isEmpty()) {
      return List.of(Finding.ok(NAME, "none yet"));
    }
    var described = admin.describeConsumerGroups(ours).all().get();
    var committed = offsets.committed(ours);
    for (var group : ours) {
      examine(group, described.get(group), committed.getOrDefault(group, Map.of()));
    }
    return findings;
  }

  private void examine(
      String group,
      @Nullable ConsumerGroupDescription described,
      Map<TopicPartition, Long> committed)
      throws ExecutionException, InterruptedException {
    var ends = offsets.of(committed.keySet(), OffsetSpec.latest());
    var starts = offsets.of(committed.keySet(), OffsetSpec.earliest());
    long lag = 0;
    long lost = 0;
    for (var partition : committed.entrySet()) {
      long at = partition.getValue();
      lag += Math.max(0, ends.getOrDefault(partition.getKey(), 0L) - at);
      lost += Math.max(0, starts.getOrDefault(partition.getKey(), 0L) - at);
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
}
