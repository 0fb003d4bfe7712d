package io.chat4all.core.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One reader of all events, on its own thread. Unbounded, as only tests use it.
final class InMemoryListener implements Subscription {

  private static final Logger log = LoggerFactory.getLogger(InMemoryListener.class);

  private final Consumer<List<ConversationEvent>> consumer;
  private final BlockingQueue<List<ConversationEvent>> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger unfed = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closed;

  InMemoryListener(Consumer<List<ConversationEvent>> consumer) {
    this.consumer = consumer;
    this.thread = Thread.ofVirtual().name("in-memory-events").start(this::run);
  }

  void offer(List<ConversationEvent> events) {
    unfed.incrementAndGet();
    queue.add(List.copyOf(events));
  }

  /// Whether the consumer has done everything that was offered.
  boolean isFed() {
    return closed || unfed.get() == 0;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    queue.add(List.of());
    InMemoryTopic.join(thread);
  }

  private void run() {
    try {
      while (!closed) {
        var batch = new ArrayList<>(queue.take());
        int offers = 1;
        for (var more = queue.poll(); more != null; more = queue.poll()) {
          batch.addAll(more);
          offers++;
        }
        if (!closed && !batch.isEmpty()) {
          feed(batch);
        }
        unfed.addAndGet(-offers);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void feed(List<ConversationEvent> batch) {
    try {
      consumer.accept(List.copyOf(batch));
    } catch (RuntimeException e) {
      log.error("Event consumer failed, feed continues: events={}", batch.size(), e);
    }
  }
}
