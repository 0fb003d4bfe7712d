package io.chat4all.log.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// How far a group reader has come in each partition. Used by the reader's thread.
interface Progress {

  /// How many more records may be handled now.
  int room();

  /// Every record of a partition before `next` was handled.
  void handled(TopicPartition partition, long next);

  /// Whether nothing can become committable by itself.
  boolean isQuiet();

  /// What can be committed and is not.
  Map<TopicPartition, OffsetAndMetadata> committable();

  /// This was committed.
  void committed(Map<TopicPartition, OffsetAndMetadata> offsets);

  /// These partitions are no longer ours.
  void forget(Collection<TopicPartition> partitions);

  /// Of records whose work is done when they are handled.
  final class AtOnce implements Progress {

    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();

    @Override
    public int room() {
      return Integer.MAX_VALUE;
    }

    @Override
    public void handled(TopicPartition partition, long next) {
      done.put(partition, new OffsetAndMetadata(next));
    }

    @Override
    public boolean isQuiet() {
      return done.isEmpty();
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committable() {
      return Map.copyOf(done);
    }

    @Override
    public void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
      offsets.forEach(done::remove);
    }

    @Override
    public void forget(Collection<TopicPartition> partitions) {
      done.keySet().removeAll(partitions);
    }
  }
}
