package io.chat4all.log.kafka;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.log.Subscription;
import io.chat4all.log.kafka.codec.RecordDecoder;
import io.chat4all.log.kafka.codec.RecordDecoder.UndecodableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a whole topic from its end on, alone and without committing, on a thread of its own.
///
/// A record that cannot be decoded is logged and passed over; a sink that throws is logged and gets
/// the next batch. A sink that is slow slows the reading down. After an outage the reading goes on
/// where it was.
///
/// Thread-safe.
final class TailReader<T> implements Subscription {

  private static final Logger log = LoggerFactory.getLogger(TailReader.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordDecoder<T> decoder;
  private final Consumer<List<T>> sink;
  private final Thread thread;
  private volatile boolean closed;

  private TailReader(
      String topic,
      KafkaConsumer<byte[], byte[]> consumer,
      RecordDecoder<T> decoder,
      Consumer<List<T>> sink) {
    this.topic = topic;
    this.consumer = consumer;
    this.decoder = decoder;
    this.sink = sink;
    // A platform thread: it lives as long as the process and waits in a selector.
    this.thread = Thread.ofPlatform().daemon().name("tail-" + topic).unstarted(this::run);
  }

  /// Fixes the position at the end of each partition and starts; takes the consumer over.
  static <T> TailReader<T> start(
      String topic,
      int partitions,
      KafkaConsumer<byte[], byte[]> consumer,
      RecordDecoder<T> decoder,
      Consumer<List<T>> sink) {
    var all = IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList();
    try {
      consumer.assign(all);
      consumer.seekToEnd(all);
      all.forEach(consumer::position);
    } catch (KafkaException e) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      throw new ApiException(
          ErrorCode.UNAVAILABLE, "the end of %s cannot be found: %s".formatted(topic, e));
    }
    var reader = new TailReader<>(topic, consumer, decoder, sink);
    reader.thread.start();
    return reader;
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    GroupReader.awaitEnd(thread);
  }

  private void run() {
    while (!closed) {
      try {
        feed(consumer.poll(POLL));
      } catch (WakeupException e) {
        log.debug("Reader woken up: topic={}", topic);
      } catch (RuntimeException e) {
        log.error("Reader failed, will go on: topic={}", topic, e);
        LockSupport.parkNanos(AFTER_FAILURE.toNanos());
      }
    }
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  private void feed(ConsumerRecords<byte[], byte[]> records) {
    var batch = new ArrayList<T>(records.count());
    for (var record : records) {
      try {
        batch.add(decoder.decode(record.value()));
      } catch (UndecodableException e) {
        log.error(
            "Record passed over: topic={} partition={} offset={} reason={}",
            topic,
            record.partition(),
            record.offset(),
            e.getMessage());
      }
    }
    if (batch.isEmpty() || closed) {
      return;
    }
    try {
      sink.accept(batch);
    } catch (RuntimeException | Error e) {
      log.error("Consumer of a batch failed: topic={} records={}", topic, batch.size(), e);
    }
  }
}
