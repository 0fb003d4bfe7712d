package io.chat4all.log.kafka;

import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.log.AppendCallback;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.log.kafka.codec.FactCodec;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Appends facts without ever blocking the caller.
///
/// Callbacks run on one thread of their own: a slow one delays other callbacks but not the thread
/// that talks to the broker. At most [#MAX_OUTSTANDING] appends are unfinished, their callbacks
/// included; more are refused on the calling thread, which bounds that thread's queue.
///
/// Thread-safe.
final class FactWriter implements FactLog, AutoCloseable {

  static final int MAX_OUTSTANDING = 200_000;

  private static final Logger log = LoggerFactory.getLogger(FactWriter.class);
  private static final long DRAIN_SECONDS = 5;

  private final Producer<byte[], byte[]> producer;
  private final Topics topics;
  private final AtomicInteger outstanding = new AtomicInteger();
  private volatile boolean acknowledging = true;
  private final ExecutorService callbacks =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("log-callbacks").factory());

  /// `producer` must not block in `send`; whoever made it closes it, before this.
  FactWriter(Producer<byte[], byte[]> producer, Topics topics) {
    this.producer = producer;
    this.topics = topics;
  }

  @Override
  public void append(ConversationFact fact, AppendCallback callback) {
    var key = FactCodec.key(fact.conversation());
    append(new ProducerRecord<>(topics.messages(), key, FactCodec.encode(fact)), callback);
  }

  @Override
  public void append(ReceiptFact fact, AppendCallback callback) {
    var key = FactCodec.key(fact.conversation());
    append(new ProducerRecord<>(topics.statusUpdates(), key, FactCodec.encode(fact)), callback);
  }

  /// Calls the callbacks that are due and ends their thread.
  @Override
  public void close() {
    callbacks.shutdown();
    try {
      if (!callbacks.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
        log.warn("Callbacks of the log did not finish: outstanding={}", outstanding);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Appends a record of any topic that the producer knows.
  void append(ProducerRecord<byte[], byte[]> record, AppendCallback callback) {
    if (outstanding.incrementAndGet() > MAX_OUTSTANDING) {
      outstanding.decrementAndGet();
      callback.failed(WaitingWriter.overloaded());
      return;
    }
    var pending = new Pending(callback);
    try {
      var _ = producer.send(record, pending);
    } catch (RuntimeException e) {
      pending.complete(e);
    }
  }

  /// Says when it begins and when it is over, as nobody sees it otherwise: a broker may answer
  /// while too few others are there to keep what is appended. Only on the thread of the callbacks,
  /// or when that has ended.
  private void tell(boolean now, String cause) {
    if (now == acknowledging) {
      return;
    }
    acknowledging = now;
    if (now) {
      log.warn("The log acknowledges again");
    } else {
      log.error(
          "The log does not acknowledge, appends are unavailable: brokers of"
              + " KAFKA_BOOTSTRAP_SERVERS are away, or fewer copies in sync than"
              + " min.insync.replicas (`chat4all doctor` tells which): cause={}",
          cause);
    }
  }

  /// One append on its way.
  private final class Pending implements Callback, Runnable {

    private final AppendCallback callback;
    private final AtomicBoolean completed = new AtomicBoolean();
    private @Nullable Exception failure;

    Pending(AppendCallback callback) {
      this.callback = callback;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
      complete(exception);
    }

    void complete(@Nullable Exception exception) {
      if (!completed.compareAndSet(false, true)) {
        return;
      }
      failure = exception;
      try {
        callbacks.execute(this);
      } catch (RejectedExecutionException e) {
        run();
      }
    }

    @Override
    public void run() {
      outstanding.decrementAndGet();
      var cause = failure;
      try {
        if (cause == null) {
          tell(true, "");
          callback.acknowledged();
        } else {
          var refusal = WaitingWriter.failure(cause);
          // Others are of a log that closes.
          if (cause instanceof ApiException && refusal.code() == ErrorCode.UNAVAILABLE) {
            tell(false, cause.toString());
          }
          callback.failed(refusal);
        }
      } catch (RuntimeException e) {
        log.error("Callback of an append failed", e);
      }
    }
  }
}
