package io.chat4all.worker.webhook;

import io.chat4all.core.webhook.WebhookDeliveries;
import io.chat4all.core.webhook.WebhookDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what became of deliveries, many at once, as long as it takes until the store has it.
///
/// Holds no more than was taken from the queue: while the store does not answer, nothing is taken.
/// Thread-safe.
final class Settlement implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Settlement.class);
  private static final int BATCH = 256;
  private static final Optional<WebhookDelivery> END = Optional.empty();
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  private final WebhookDeliveries deliveries;
  private final BlockingQueue<Optional<WebhookDelivery>> settled = new LinkedBlockingQueue<>();
  private final Thread thread = Thread.ofVirtual().name("webhook-settlement").unstarted(this::run);
  private volatile boolean closed;

  Settlement(WebhookDeliveries deliveries) {
    this.deliveries = deliveries;
  }

  void start() {
    thread.start();
  }

  void add(WebhookDelivery delivery) {
    settled.add(Optional.of(delivery));
  }

  private void run() {
    var batch = new ArrayList<Optional<WebhookDelivery>>(BATCH);
    boolean ended = false;
    while (!ended) {
      try {
        batch.add(settled.take());
      } catch (InterruptedException _) {
        return;
      }
      settled.drainTo(batch, BATCH - 1);
      ended = batch.contains(END);
      write(batch.stream().flatMap(Optional::stream).toList());
      batch.clear();
    }
  }

  /// What cannot be written before the end comes again.
  private void write(List<WebhookDelivery> batch) {
    while (true) {
      try {
        deliveries.update(batch);
        return;
      } catch (RuntimeException e) {
        if (closed) {
          log.warn("Webhook deliveries not settled, will be made again: count={}", batch.size(), e);
          return;
        }
        log.warn("Webhook deliveries wait to be settled: count={}", batch.size(), e);
        LockSupport.parkNanos(AFTER_FAILURE.toNanos());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    settled.add(END);
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
