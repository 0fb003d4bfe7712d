package io.chat4all.log.kafka;

import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundLog;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.log.AppendCallback;
import io.chat4all.log.kafka.codec.InboundCodec;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Appends what providers tell: refused at once when the buffer is full, so that a flood of
/// webhooks cannot starve the workers. Thread-safe.
final class InboundWriter implements InboundLog {

  private final FactWriter writer;
  private final String topic;

  InboundWriter(FactWriter writer, String topic) {
    this.writer = writer;
    this.topic = topic;
  }

  @Override
  public void append(List<Inbound> events) {
    var acks = new Acks(events.size());
    for (var event : events) {
      var record = new ProducerRecord<>(topic, InboundCodec.key(event), InboundCodec.encode(event));
      writer.append(record, acks);
    }
    acks.await();
  }

  /// Waits for all; the log's own timeout bounds it.
  private static final class Acks implements AppendCallback {

    private final CountDownLatch left;
    private final AtomicReference<@Nullable ApiException> failure = new AtomicReference<>();

    Acks(int count) {
      this.left = new CountDownLatch(count);
    }

    @Override
    public void acknowledged() {
      left.countDown();
    }

    @Override
    public void failed(ApiException cause) {
      failure.compareAndSet(null, cause);
      left.countDown();
    }

    void await() {
      try {
        left.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ApiException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the log");
      }
      var cause = failure.get();
      if (cause != null) {
        throw cause;
      }
    }
  }
}
