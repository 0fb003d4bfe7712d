package io.chat4all.cluster.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// How many records the readers of a log have before them.
public final class ConsumerLag {

  private static final int PATIENCE_MILLIS = 3_000;

  private ConsumerLag() {}

  /// By group; empty when the brokers do not answer.
  public static SortedMap<String, Long> of(String bootstrapServers) {
    var settings =
        Map.<String, Object>of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
            CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS,
            CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    var lags = new TreeMap<String, Long>();
    try (var admin = Admin.create(settings)) {
      for (var group : admin.listGroups().all().get()) {
        lags.put(group.groupId(), lag(admin, group));
      }
      return lags;
    } catch (ExecutionException e) {
      return lags;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return lags;
    }
  }

  private static long lag(Admin admin, GroupListing group)
      throws ExecutionException, InterruptedException {
    var done = new HashMap<TopicPartition, OffsetAndMetadata>();
    done.putAll(
        admin.listConsumerGroupOffsets(group.groupId()).partitionsToOffsetAndMetadata().get());
    done.values().removeIf(offset -> offset == null);
    var latest =
        admin
            .listOffsets(
                done.keySet().stream()
                    .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest())))
            .all()
            .get();
    long lag = 0;
    for (var end : latest.entrySet()) {
      var offset = done.get(end.getKey());
      lag += offset == null ? 0 : Math.max(0, end.getValue().offset() - offset.offset());
    }
    return lag;
  }
}
