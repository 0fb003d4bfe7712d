package io.chat4all.log.kafka;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Writes lists of records and waits once for all of a list. Blocks while the buffer is full.
/// Thread-safe.
final class WaitingWriter {

  private final Producer<byte[], byte[]> producer;

  WaitingWriter(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /// Writes all and returns when all are durable; throws when some may not be.
  <T> void write(List<T> items, Function<T, ProducerRecord<byte[], byte[]>> encoder) {
    if (items.isEmpty()) {
      return;
    }
    var acks = new Acks();
    try {
      for (var item : items) {
        var _ = producer.send(encoder.apply(item), acks);
      }
      producer.flush();
    } catch (InterruptException e) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the log");
    } catch (RuntimeException e) {
      throw failure(e);
    }
    acks.check(items.size());
  }

  /// Writes as [#write] does, for callers who were promised room: no room is `UNAVAILABLE`.
  <T> void publish(List<T> items, Function<T, ProducerRecord<byte[], byte[]>> encoder) {
    try {
      write(items, encoder);
    } catch (ApiException e) {
      if (e.code() == ErrorCode.OVERLOADED) {
        throw new ApiException(ErrorCode.UNAVAILABLE, e.detail());
      }
      throw e;
    }
  }

  /// What a failed write means to its caller.
  static ApiException failure(Throwable cause) {
    return switch (cause) {
      case BufferExhaustedException _ -> overloaded();
      case RecordTooLargeException _ ->
          new ApiException(
              ErrorCode.MESSAGE_TOO_LARGE,
              "larger than a record of the log may be: %d bytes"
                  .formatted(ClientSettings.MAX_RECORD_BYTES),
              "",
              Duration.ZERO);
      case TimeoutException _,
          NotEnoughReplicasException _,
          NotEnoughReplicasAfterAppendException _ ->
          new ApiException(
              ErrorCode.UNAVAILABLE,
              "the log did not acknowledge in time: too few brokers are there");
      default ->
          new ApiException(
              ErrorCode.UNAVAILABLE,
              "the log did not acknowledge: " + cause.getClass().getSimpleName());
    };
  }

  static ApiException overloaded() {
    return new ApiException(ErrorCode.OVERLOADED, "too much waits for the log");
  }

  private static final class Acks implements Callback {

    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
      if (exception == null) {
        acknowledged.incrementAndGet();
      } else {
        failure.compareAndSet(null, exception);
      }
    }

    /// INVARIANT: called after `flush`, which returns when every callback was called.
    void check(int expected) {
      var cause = failure.get();
      if (cause != null) {
        throw failure(cause);
      }
      if (acknowledged.get() != expected) {
        throw new ApiException(ErrorCode.UNAVAILABLE, "the log did not acknowledge all");
      }
    }
  }
}
