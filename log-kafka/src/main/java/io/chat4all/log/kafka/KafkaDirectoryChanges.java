package io.chat4all.log.kafka;

import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.Subscription;
import io.chat4all.log.kafka.codec.DirectoryCodec;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Announces changes through the topic `directory`. The announcing process hears a change twice:
/// before [#announce] returns, durable or not, and from the log. A record's value is its key too,
/// so that of the same change only the newest is kept.
///
/// Thread-safe.
final class KafkaDirectoryChanges implements DirectoryChanges, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(KafkaDirectoryChanges.class);

  private final WaitingWriter writer;
  private final Topics topics;
  private final Supplier<KafkaConsumer<byte[], byte[]>> consumers;
  private final List<Consumer<DirectoryChange>> listeners = new CopyOnWriteArrayList<>();
  private @Nullable Subscription reader;

  KafkaDirectoryChanges(
      WaitingWriter writer, Topics topics, Supplier<KafkaConsumer<byte[], byte[]>> consumers) {
    this.writer = writer;
    this.topics = topics;
    this.consumers = consumers;
  }

  @Override
  public void announce(DirectoryChange change) {
    try {
      var bytes = DirectoryCodec.encode(change);
      writer.write(List.of(bytes), value -> new ProducerRecord<>(topics.directory(), value, value));
    } finally {
      tell(change);
    }
  }

  @Override
  public synchronized Subscription listen(Consumer<DirectoryChange> listener) {
    if (reader == null) {
      reader =
          TailReader.start(
              topics.directory(),
              topics.partitions(topics.directory()),
              consumers.get(),
              DirectoryCodec::decode,
              changes -> changes.forEach(this::tell));
    }
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public synchronized void close() {
    listeners.clear();
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  private void tell(DirectoryChange change) {
    for (var listener : listeners) {
      try {
        listener.accept(change);
      } catch (RuntimeException e) {
        log.error("Listener to the directory failed: change={}", change, e);
      }
    }
  }
}
